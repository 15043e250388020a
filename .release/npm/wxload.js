#!/usr/bin/env node
// Starts the wxload of this system. npm has installed it with this package, as the one of
// its optionalDependencies that fits; nothing is downloaded here.
'use strict'
const { spawn } = require('node:child_process')
const os = require('node:os')

const name = `@wxload/${process.platform}-${process.arch}`
const supported = Object.keys(require('../package.json').optionalDependencies)

// tell speaks as wxload does itself, and ends with its code for a wrong command.
function tell(error, hint) {
  const { LC_ALL, LC_MESSAGES, LANG } = process.env
  const chinese = /^zh/i.test(LC_ALL || LC_MESSAGES || LANG || '')
  const [kind, advice] = chinese ? ['错误', '提示'] : ['error', 'hint']
  const say = ([english, zh]) => (chinese ? zh : english)
  process.stderr.write(`wxload: ${kind}: ${say(error)}\nwxload: ${advice}: ${say(hint)}\n`)
  process.exit(2)
}

function find() {
  try {
    return require.resolve(`${name}/bin/wxload${process.platform === 'win32' ? '.exe' : ''}`)
  } catch {
    if (!supported.includes(name)) {
      tell([`there is no package for ${process.platform} on ${process.arch}`, `没有适用于 ${process.platform} ${process.arch} 的包`],
        ['with Go: go install github.com/wxload/wxload/cmd/wxload@latest', '可以用 Go 安装：go install github.com/wxload/wxload/cmd/wxload@latest'])
    }
    tell([`the package ${name} is not installed`, `没有安装包 ${name}`],
      ['install again, on this system, with optional dependencies: npm install --include=optional wxload',
        '请在本系统上重新安装，并包含可选依赖：npm install --include=optional wxload'])
  }
}

const child = spawn(find(), process.argv.slice(2), { stdio: 'inherit' })

// A signal may have reached the child already, by the terminal: wxload takes what comes in
// the same moment as one. On Windows kill would end it without a report, and Ctrl-C
// reaches all processes of a console anyway.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => process.platform === 'win32' || child.kill(signal))
}

// The shell by which npx runs this dies of a SIGTERM without passing it on.
const shell = process.ppid
if (process.env.npm_command === 'exec') setInterval(() => process.ppid === shell || child.kill(), 200).unref()

child.on('error', (failure) => tell([`cannot start ${name}: ${failure.message}`, `无法启动 ${name}：${failure.message}`],
  ['install it again: the file is damaged or not executable', '请重新安装：文件损坏或不可执行']))

child.on('exit', (code, signal) => {
  if (signal === null) process.exit(code)
  process.removeAllListeners(signal)
  process.kill(process.pid, signal)
  process.exit(128 + os.constants.signals[signal]) // where the signal does not end a process
})
