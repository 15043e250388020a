// Records the order vectors in this folder: node make.mjs (Node 20).
//
// Every program is turned into JavaScript and run on Node's own promises, so
// the order of microtasks and of unhandledRejection is Node's. Timers are not
// Node's: they are a queue ordered by (time, creation) in virtual milliseconds,
// 0 ms is 0 ms, and the microtask queue is drained between two timers.
// README.md describes the ops.
import { writeFileSync } from 'node:fs';

if (!/^v20\./.test(process.version)) throw new Error(`needs Node 20, this is ${process.version}`);
const here = new URL('.', import.meta.url);

// ---------------------------------------------------------------- compiling

const q = JSON.stringify;
const val = (o, k) => (k in o ? q(o[k]) : 'undefined');

// fn makes a handler; v is what it was called with.
const fn = (ops) => (ops === undefined ? 'undefined' : `(v) => {${body(ops)}}`);

function body(ops) {
  return ops.map(stmt).join('\n');
}

function stmt(o) {
  const put = (as, e) => (as ? `P[${q(as)}] = ${e};` : `${e};`);
  if ('log' in o) return `log(${q(o.log)});`;
  if ('logValue' in o) return `log(${q(o.logValue)} + ':' + show(v));`;
  if ('logTime' in o) return `log(${q(o.logTime)} + '@' + world.now);`;
  if ('promise' in o) return `world.promise(${q(o.promise)});`;
  if ('resolve' in o) return `R[${q(o.resolve)}].resolve(${val(o, 'value')});`;
  if ('reject' in o) return `R[${q(o.reject)}].reject(${q(o.reason)});`;
  if ('resolveWith' in o) return `R[${q(o.resolveWith[0])}].resolve(P[${q(o.resolveWith[1])}]);`;
  if ('then' in o) {
    const t = o.then;
    if (t.finally) return put(t.as, `P[${q(t.on)}].finally(${fn(t.finally)})`);
    return put(t.as, `P[${q(t.on)}].then(${fn(t.ok)}, ${fn(t.fail)})`);
  }
  if ('async' in o) return put(o.async.as, `(async () => {let v;${body(o.async.do)}})()`);
  if ('await' in o) return `v = await P[${q(o.await)}];`;
  if ('awaitValue' in o) return `v = await ${q(o.awaitValue)};`;
  if ('try' in o) {
    let s = `try {${body(o.try)}}`;
    if (o.catch) s += ` catch (e) {v = e;${body(o.catch)}}`;
    if (o.finally) s += ` finally {${body(o.finally)}}`;
    return s;
  }
  if ('return' in o) return `return P[${q(o.return)}];`;
  if ('returnValue' in o) return `return ${q(o.returnValue)};`;
  if ('throw' in o) return `throw ${q(o.throw)};`;
  if ('microtask' in o) return `queueMicrotask(() => {${body(o.microtask)}});`;
  if ('timeout' in o) {
    const t = o.timeout;
    return `world.timeout(${q(t.as ?? null)}, ${t.ms}, () => {${body(t.do)}});`;
  }
  if ('clear' in o) return `world.clear(${q(o.clear)});`;
  throw new Error('unknown op ' + q(o));
}

const show = (v) => (v instanceof Error ? v.name : String(v));

// ------------------------------------------------------------------ running

async function record(program) {
  const out = [];
  const log = (s) => out.push(s);
  const P = {}, R = {}, timers = new Map();
  const world = {
    now: 0, seq: 0, queue: [],
    promise(name) {
      P[name] = new Promise((resolve, reject) => { R[name] = { resolve, reject }; });
    },
    timeout(as, ms, f) {
      const t = { at: world.now + ms, seq: world.seq++, f };
      world.queue.push(t);
      if (as !== null) timers.set(as, t);
    },
    clear(as) {
      const i = world.queue.indexOf(timers.get(as));
      if (i >= 0) world.queue.splice(i, 1);
    },
  };
  const unhandled = (reason) => log('unhandledRejection:' + show(reason));
  const late = () => {}; // no warning on stderr
  process.on('unhandledRejection', unhandled);
  process.on('rejectionHandled', late);
  const main = new Function('world', 'log', 'P', 'R', 'show', 'let v;\n' + body(program));
  world.timeout(null, 0, () => main(world, log, P, R, show));
  while (world.queue.length > 0) {
    world.queue.sort((a, b) => a.at - b.at || a.seq - b.seq);
    const t = world.queue.shift();
    world.now = t.at;
    // The timer runs as a macrotask of Node; the next one starts after Node
    // drained its microtasks and reported the rejections nobody handled.
    await new Promise((done) => setImmediate(() => { setImmediate(done); t.f(); }));
  }
  process.off('unhandledRejection', unhandled);
  process.off('rejectionHandled', late);
  return out;
}

// ------------------------------------------------------------ written vectors

const log = (s) => ({ log: s });
const lv = (s) => ({ logValue: s });
const P = (...names) => names.map((n) => ({ promise: n }));
const res = (p, value) => (value === undefined ? { resolve: p } : { resolve: p, value });
const rej = (p, reason) => ({ reject: p, reason });
const then = (on, ok, as, fail) => ({ then: { on, ...(as && { as }), ...(ok && { ok }), ...(fail && { fail }) } });
const katch = (on, fail, as) => then(on, undefined, as, fail);
const fin = (on, d, as) => ({ then: { on, ...(as && { as }), finally: d } });
const async_ = (d, as) => ({ async: { ...(as && { as }), do: d } });
const after = (ms, d, as) => ({ timeout: { ms, ...(as && { as }), do: d } });
const micro = (...d) => ({ microtask: d });
const aw = (p) => ({ await: p });
const awv = (v) => ({ awaitValue: v });

// ruler marks the microtask ticks 1…n as m1…mn, so a vector shows in which
// tick something happens.
function ruler(n, name = 'm') {
  let ops = [];
  for (let i = n; i >= 1; i--) ops = [micro(log(name + i), ...ops)];
  return ops;
}

const groups = {
  promise: [
    ['sync-then-micro', 'the program runs to its end before any microtask',
      [micro(log('b')), log('a'), micro(log('c')), log('end')]],
    ['micro-from-micro', 'a microtask queued by a microtask goes to the end of the queue',
      [micro(log('a'), micro(log('a1'), micro(log('a2')))), micro(log('b'), micro(log('b1')))]],
    ['then-on-settled', 'then on a settled promise calls back in the next tick',
      [...P('p'), res('p', 'x'), then('p', [lv('ok')]), ...ruler(2), log('end')]],
    ['then-on-pending', 'handlers of a pending promise run in the order they were attached',
      [...P('p'), then('p', [lv('1')]), then('p', [lv('2')]), micro(log('before')), res('p', 'x'), then('p', [lv('3')]), log('end')]],
    ['settles-once', 'later resolve and reject calls are ignored',
      [...P('p'), res('p', 'x'), rej('p', 'y'), res('p', 'z'), then('p', [lv('ok')], undefined, [lv('fail')])]],
    ['chain-ticks', 'each then costs one tick',
      [...P('p'), res('p', 'x'), then('p', [log('t1')], 'a'), then('a', [log('t2')], 'b'), then('b', [log('t3')]), ...ruler(4)]],
    ['pass-through-value', 'then without ok passes the value on and costs a tick',
      [...P('p'), res('p', 'x'), katch('p', [log('no')], 'a'), katch('a', [log('no')], 'b'), then('b', [lv('ok')]), ...ruler(4)]],
    ['pass-through-reason', 'then without fail passes the reason on and costs a tick',
      [...P('p'), rej('p', 'x'), then('p', [log('no')], 'a'), then('a', [log('no')], 'b'), katch('b', [lv('fail')]), ...ruler(4)]],
    ['catch-recovers', 'a fail handler that returns fulfils its promise',
      [...P('p'), rej('p', 'x'), katch('p', [lv('fail'), { returnValue: 'y' }], 'a'), then('a', [lv('ok')])]],
    ['throw-in-ok', 'an exception in ok does not reach the fail of the same then',
      [...P('p'), res('p', 'x'), then('p', [log('ok'), { throw: 'e' }], 'a', [log('no')]), katch('a', [lv('fail')]), ...ruler(3)]],
    ['throw-in-fail', 'an exception in fail rejects with the new reason',
      [...P('p'), rej('p', 'x'), katch('p', [lv('f1'), { throw: 'y' }], 'a'), katch('a', [lv('f2')])]],
    ['finally-value', 'finally passes the value on and costs more ticks than then',
      [...P('p'), res('p', 'x'), fin('p', [log('fin')], 'a'), then('a', [lv('ok')]), ...ruler(6)]],
    ['finally-reason', 'finally passes the reason on',
      [...P('p'), rej('p', 'x'), fin('p', [log('fin')], 'a'), katch('a', [lv('fail')]), ...ruler(6)]],
    ['finally-throws', 'an exception in finally replaces the outcome',
      [...P('p', 'r'), res('p', 'x'), fin('p', [log('f1'), { throw: 'y' }], 'a'), katch('a', [lv('a')]),
        rej('r', 'z'), fin('r', [log('f2'), { throw: 'w' }], 'b'), katch('b', [lv('b')]), ...ruler(4)]],
    ['finally-returns-promise', 'finally waits for a promise it returns and drops its value',
      [...P('p', 'r'), res('p', 'x'), fin('p', [log('fin'), { return: 'r' }], 'a'), then('a', [lv('ok')]),
        after(5, [log('timer'), res('r', 'y'), ...ruler(6)])]],
    ['resolve-with-settled', 'resolving with a settled promise costs two ticks more',
      [...P('p', 'r', 's'), res('p', 'x'), { resolveWith: ['r', 'p'] }, res('s', 'y'), then('r', [lv('r')]), then('s', [lv('s')]), ...ruler(5)]],
    ['resolve-with-pending', 'resolving with a pending promise: one tick after that settles',
      [...P('p', 'r'), { resolveWith: ['r', 'p'] }, then('r', [lv('r')]), then('p', [lv('p')]),
        after(1, [res('p', 'x'), ...ruler(4)])]],
    ['resolve-with-settles-in-between', 'the promise settles before the tick that subscribes to it',
      [...P('p', 'r'), { resolveWith: ['r', 'p'] }, then('r', [lv('r')]), res('p', 'x'), then('p', [lv('p')]), ...ruler(5)]],
    ['resolve-with-rejected', 'resolving with a rejected promise rejects, and handles the rejected one',
      [...P('p', 'r'), rej('p', 'x'), { resolveWith: ['r', 'p'] }, katch('r', [lv('r')]), ...ruler(5)]],
    ['resolve-with-locks-in', 'once resolved with a promise, later calls are ignored',
      [...P('p', 'r'), { resolveWith: ['r', 'p'] }, res('r', 'no'), rej('r', 'no'), then('r', [lv('r')], undefined, [log('no')]),
        after(1, [res('p', 'x')])]],
    ['resolve-with-itself', 'a promise resolved with itself is rejected with a TypeError',
      [...P('p'), katch('p', [lv('p')]), { resolveWith: ['p', 'p'] }, ...ruler(2)]],
    ['then-returns-promise', 'a handler that returns a settled promise: two ticks more',
      [...P('p', 's'), res('p', 'x'), res('s', 'y'), then('p', [log('t1'), { return: 's' }], 'a'), then('a', [lv('t2')]), ...ruler(6)]],
    ['nested-resolve-with', 'a chain of promises resolved with one another',
      [...P('a', 'b', 'c', 'd'), { resolveWith: ['d', 'c'] }, { resolveWith: ['c', 'b'] }, { resolveWith: ['b', 'a'] },
        ...['d', 'c', 'b', 'a'].map((n) => then(n, [lv(n)])), after(1, [res('a', 'x'), ...ruler(6)])]],
  ],
  async: [
    ['body-runs-at-once', 'an async function runs at once up to its first await',
      [log('1'), async_([log('2'), awv('x'), log('4')]), log('3')]],
    ['await-value', 'await of what is no promise costs one tick',
      [async_([awv('x'), lv('a'), awv('y'), lv('b')]), ...ruler(3)]],
    ['await-settled', 'await of a settled promise costs one tick',
      [...P('p'), res('p', 'x'), async_([aw('p'), lv('a'), aw('p'), lv('b')]), ...ruler(3)]],
    ['await-pending', 'await of a pending promise continues in its place among the handlers',
      [...P('p'), then('p', [lv('t1')]), async_([aw('p'), lv('a')]), then('p', [lv('t2')]), after(3, [res('p', 'x'), log('timer')])]],
    ['return-value', 'an async function that returns a value settles at once',
      [async_([log('body'), { returnValue: 'x' }], 'a'), then('a', [lv('ok')]), ...ruler(3)]],
    ['return-promise', 'an async function that returns a promise costs three ticks',
      [...P('p'), res('p', 'x'), async_([{ return: 'p' }], 'a'), then('a', [lv('return')]),
        async_([aw('p'), { returnValue: 'y' }], 'b'), then('b', [lv('await')]), ...ruler(5)]],
    ['return-rejected-promise', 'returning a rejected promise is not caught inside',
      [...P('p'), rej('p', 'x'), async_([{ try: [{ return: 'p' }], catch: [log('no')] }], 'a'), katch('a', [lv('fail')]), ...ruler(5)]],
    ['throw-before-await', 'an exception before the first await rejects, it does not reach the caller',
      [async_([log('body'), { throw: 'e' }], 'a'), log('caller'), katch('a', [lv('fail')]), ...ruler(2)]],
    ['throw-after-await', 'an exception after an await rejects',
      [async_([awv('x'), log('body'), { throw: 'e' }], 'a'), katch('a', [lv('fail')]), ...ruler(3)]],
    ['try-catch-finally', 'await of a rejected promise throws; catch and finally run in that tick',
      [...P('p'), async_([{ try: [aw('p'), log('no')], catch: [lv('catch'), awv('w')], finally: [log('finally')] }, { returnValue: 'z' }], 'a'),
        then('a', [lv('ok')]), rej('p', 'x'), ...ruler(4)]],
    ['finally-then-throw', 'an exception passes through finally with an await in it',
      [...P('p'), rej('p', 'x'), async_([{ try: [aw('p')], finally: [log('f1'), awv('w'), log('f2')] }, log('no')], 'a'),
        katch('a', [lv('fail')]), ...ruler(4)]],
    ['nested-async', 'async functions awaiting one another',
      [async_([log('in'), awv('1'), log('in2'), { returnValue: 'r' }], 'inner'),
        async_([log('mid'), aw('inner'), lv('mid2'), { returnValue: 's' }], 'middle'),
        async_([log('out'), aw('middle'), lv('out2')]), ...ruler(5)]],
    ['many-awaiters', 'several functions waiting on one promise continue in order',
      [...P('p'), async_([aw('p'), log('a'), awv('x'), log('a2')]), async_([aw('p'), log('b'), awv('x'), log('b2')]),
        async_([awv('x'), aw('p'), log('c')]), after(1, [res('p')])]],
    ['executor-async', 'new Promise(async …) that rejects through its own try',
      [...P('outer', 'w'), async_([{ try: [aw('w'), { then: { on: 'w', ok: [log('no')] } }], catch: [lv('caught'), rej('outer', 'y')] }]),
        katch('outer', [lv('outer')]), after(2, [rej('w', 'x'), ...ruler(3)])]],
  ],
  timer: [
    ['same-time', 'timers of one time run in the order they were made',
      [after(5, [{ logTime: 'b' }]), after(5, [{ logTime: 'c' }]), after(1, [{ logTime: 'a' }])]],
    ['drain-between', 'microtasks are drained between timers of one time',
      [after(5, [log('a'), micro(log('a1'), micro(log('a2')))]), after(5, [log('b'), micro(log('b1'))])]],
    ['zero-is-zero', 'a timer of 0 ms runs at the same time, before one of 1 ms',
      [after(1, [{ logTime: 'one' }]), after(0, [{ logTime: 'zero' }]), micro({ logTime: 'micro' })]],
    ['nested-zero', 'a timer of 0 ms made at some time runs after those of that time already there',
      [after(5, [log('a'), after(0, [{ logTime: 'a0' }, after(0, [{ logTime: 'a00' }])])]), after(5, [log('b'), after(0, [{ logTime: 'b0' }])])]],
    ['made-in-microtask', 'a timer made in a microtask comes after one made in the program',
      [micro(after(0, [log('late')])), after(0, [log('early')]), micro(micro(after(0, [log('last')])))]],
    ['meets', 'equal times reached by different ways keep the order of creation',
      [after(10, [{ logTime: 'ten' }]), after(4, [after(6, [{ logTime: 'four+six' }])]), after(7, [after(3, [{ logTime: 'seven+three' }])])]],
    ['clear', 'a cleared timer does not run; clearing twice or too late does nothing',
      [after(5, [log('no')], 't'), after(3, [{ clear: 't' }, { clear: 't' }, log('cleared')]), after(1, [log('u')], 'u'), after(6, [{ clear: 'u' }, log('end')])]],
    ['clear-same-time', 'a timer may clear one of its own time, also from a microtask',
      [after(5, [log('a'), { clear: 'b' }, micro({ clear: 'c' })]), after(5, [log('no b')], 'b'), after(5, [log('no c')], 'c'), after(5, [log('d')])]],
    ['sleep-loop', 'an async function that sleeps beside one that does not',
      [...P('s1', 's2'), async_([after(200, [res('s1')]), aw('s1'), { logTime: 'a' }, after(200, [res('s2')]), aw('s2'), { logTime: 'b' }]),
        after(200, [{ logTime: 'other' }]), after(400, [{ logTime: 'other' }])]],
    ['resolve-from-timer', 'handlers run after the timer that resolves, before the next one',
      [...P('p'), then('p', [lv('ok')]), after(5, [res('p', 'x'), log('a')]), after(5, [log('b')])]],
  ],
  unhandled: [
    ['plain', 'reported after the microtasks of the event, before the next timer',
      [...P('p'), rej('p', 'x'), log('a'), ...ruler(2), after(0, [log('timer')])]],
    ['handled-in-same-event', 'a handler attached in the same event, even by a microtask, is in time',
      [...P('p'), rej('p', 'x'), micro(micro(katch('p', [lv('fail')]))), after(0, [log('timer')])]],
    ['handled-late', 'a handler attached by a later timer is too late, and still called',
      [...P('p'), rej('p', 'x'), after(0, [katch('p', [lv('fail')]), log('timer')])]],
    ['order', 'several are reported in the order in which they were rejected',
      [...P('a', 'b', 'c'), then('a', [log('no')], 'a1'), rej('c', 'c'), rej('a', 'a'), rej('b', 'b'), katch('c', [lv('c')]), after(1, [log('timer')])]],
    ['derived', 'what is reported is the end of each chain',
      [...P('p'), then('p', [], 'a'), then('p', [], 'b'), fin('p', [log('fin')], 'c'), then('a', [], 'd'), rej('p', 'x'), after(1, [log('timer')])]],
    ['derived-reasons', 'branches that throw are reported in the tick order of the throws',
      [...P('p'), then('p', [{ throw: 'one' }], 'a'), then('a', [], 'a2'), then('p', [{ throw: 'two' }]), res('p'), katch('p', [log('no')])]],
    ['async', 'an async function nobody waits for',
      [async_([awv('x'), log('body'), { throw: 'e' }]), async_([{ throw: 'first' }]), log('end'), after(0, [log('timer')])]],
    ['adopted', 'a rejected promise another one was resolved with is handled, the other is not',
      [...P('p', 'r'), { resolveWith: ['r', 'p'] }, rej('p', 'x'), after(1, [log('timer')])]],
    ['then-without-fail', 'then().then() on an outcome that fails only later',
      [...P('p'), then('p', [log('no')], 'a'), after(5, [rej('p', 'x'), micro(log('m'))]), after(5, [log('timer')])]],
    ['async-handler', 'a then handler that is async and throws: its promise is the one reported',
      [...P('p'), res('p', 'x'), then('p', [async_([awv('y'), { throw: 'inner' }], 'in'), { return: 'in' }], 'a'), ...ruler(5), after(0, [log('timer')])]],
    ['never-settles', 'a promise that nothing settles reports nothing',
      [...P('p'), then('p', [log('no')]), async_([aw('p'), log('no')]), log('end')]],
  ],
};

// ------------------------------------------------------------- random programs

// rng is mulberry32.
function rng(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function randomProgram(seed) {
  const r = rng(seed);
  const int = (n) => Math.floor(r() * n);
  const pick = (a) => a[int(a.length)];
  let label = 0, name = 0, budget = 18 + int(30);
  const own = ['p1', 'p2', 'p3', 'p4', 'p5'].slice(0, 2 + int(4));
  const ownTimers = [];
  const next = () => 'L' + ++label;

  // list writes the ops of one body. kind: 'plain' (timer, microtask, program),
  // 'handler' (may return and throw), 'async' (may also await). A promise or
  // timer is used only below where it was made, in that body or inside it.
  function list(kind, depth, names, timers, ending = true) {
    names = [...names];
    timers = [...timers];
    const ops = [];
    const n = depth === 0 ? 5 + int(9) : 1 + int(4);
    for (let i = 0; i < n && budget > 0; i++) {
      budget--;
      ops.push(one(kind, depth, names, timers));
    }
    if (ops.length === 0 || r() < 0.3) ops.push(log(next()));
    if (ending && kind !== 'plain') {
      const x = r();
      if (x < 0.25) ops.push({ return: pick(names) });
      else if (x < 0.45) ops.push({ returnValue: next() });
      else if (x < 0.58) ops.push({ throw: next() });
    }
    return ops;
  }

  function one(kind, depth, names, timers) {
    const deep = depth < 4;
    const fresh = (make) => { const as = 'n' + ++name; const op = make(as); names.push(as); return op; };
    for (;;) {
      switch (int(15)) {
        case 0: return log(next());
        case 1: return kind === 'plain' ? { logTime: next() } : lv(next());
        case 2: return res(pick(own), next());
        case 3: if (r() < 0.5) return rej(pick(own), next()); break;
        case 4: {
          const a = pick(own), b = pick(names);
          if (a !== b) return { resolveWith: [a, b] };
          break;
        }
        case 5: case 6:
          if (!deep) break;
          return fresh((as) => then(pick(names), r() < 0.8 ? list('handler', depth + 1, names, timers) : undefined, as,
            r() < 0.5 ? list('handler', depth + 1, names, timers) : undefined));
        case 7: if (!deep || r() < 0.5) break; return fresh((as) => fin(pick(names), list('handler', depth + 1, names, timers), as));
        case 8: case 9: if (!deep) break; return fresh((as) => async_(list('async', depth + 1, names, timers), as));
        case 10: if (kind !== 'async') break; return r() < 0.7 ? aw(pick(names)) : awv(next());
        case 11:
          if (kind !== 'async' || !deep) break;
          return { try: list('async', depth + 1, names, timers, r() < 0.5), catch: [lv(next()), ...list('async', depth + 1, names, timers, false)],
            ...(r() < 0.4 && { finally: list('async', depth + 1, names, timers, false) }) };
        case 12: if (!deep) break; return micro(...list('plain', depth + 1, names, timers));
        case 13: {
          if (!deep) break;
          const as = 't' + ++name;
          const op = after(pick([0, 0, 1, 1, 2, 3, 5, 5, 10]), list('plain', depth + 1, names, timers), as);
          timers.push(as);
          return op;
        }
        case 14: if (timers.length === 0 || r() < 0.6) break; return { clear: pick(timers) };
      }
    }
  }

  const main = list('plain', 0, own, ownTimers);
  // Settle what may be waited for, so that something happens.
  const end = own.map((p) => after(int(8), [r() < 0.8 ? res(p, next()) : rej(p, next())]));
  const look = own.map((p) => then(p, [lv(next())], undefined, [lv(next())]));
  return [...P(...own), ...main, ...end, ...(r() < 0.7 ? look : [])];
}

// ------------------------------------------------------------------- writing

function file(name, vectors) {
  const text = vectors.map((v) => {
    const p = v.program.map((o) => '      ' + q(o)).join(',\n');
    return `  {\n    "name": ${q(v.name)},\n    "description": ${q(v.description)},\n    "program": [\n${p}\n    ],\n    "expected": ${q(v.expected)}\n  }`;
  });
  writeFileSync(new URL(name + '.json', here), '[\n' + text.join(',\n') + '\n]\n');
  console.log(`${name}.json: ${vectors.length} vectors`);
}

for (const [group, rows] of Object.entries(groups)) {
  const vectors = [];
  for (const [name, description, program] of rows) vectors.push({ name, description, program, expected: await record(program) });
  file(group, vectors);
}
const random = [];
for (let seed = 1; random.length < 200; seed++) {
  const program = randomProgram(seed);
  const expected = await record(program);
  if (expected.length < 6) continue;
  random.push({ name: `random-${seed}`, description: `seed ${seed}`, program, expected });
}
file('random', random);
