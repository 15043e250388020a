// Makes the npm packages of binaries: wxload, and one for each system beside it.
//
//	node .release/npm/pack.mjs BINARIES FOLDER VERSION
//
// BINARIES is what .release/build has written, as OS/ARCH/wxload. FOLDER gets a folder for
// each package; "npm pack" and "npm publish" take these.
import { chmodSync, copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('.', import.meta.url))
const [binaries, folder, version] = process.argv.slice(2)
if (!/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(version ?? '')) {
  console.error('usage: node .release/npm/pack.mjs BINARIES FOLDER VERSION, with a version such as 1.2.3')
  process.exit(2)
}

// Each system by Go's names, and by Node's.
const systems = [
  ['linux/amd64', 'linux', 'x64'], ['linux/arm64', 'linux', 'arm64'],
  ['darwin/amd64', 'darwin', 'x64'], ['darwin/arm64', 'darwin', 'arm64'],
  ['windows/amd64', 'win32', 'x64'], ['windows/arm64', 'win32', 'arm64'],
]
const common = {
  version,
  license: 'Apache-2.0',
  repository: { type: 'git', url: 'git+https://github.com/wxload/wxload.git' },
}

// write makes the folder of a package, of files by their names in it.
function write(name, manifest, files) {
  const at = join(folder, name.replace('@wxload/', ''))
  mkdirSync(join(at, 'bin'), { recursive: true })
  writeFileSync(join(at, 'package.json'), JSON.stringify({ name, ...common, ...manifest }, null, 2) + '\n')
  for (const [to, from] of Object.entries({ ...files, LICENSE: join(here, '../../LICENSE') })) {
    copyFileSync(from, join(at, to))
    chmodSync(join(at, to), to.startsWith('bin/') ? 0o755 : 0o644)
  }
  console.log(at)
}

const optionalDependencies = {}
for (const [go, os, cpu] of systems) {
  const name = `@wxload/${os}-${cpu}`
  optionalDependencies[name] = version
  const program = os === 'win32' ? 'wxload.exe' : 'wxload'
  const binary = join(binaries, go, program)
  if (!existsSync(binary)) {
    console.error(`${name}: left out, there is no ${binary}`)
    continue
  }
  write(name, {
    description: `wxload for ${os} on ${cpu}; install the package wxload`,
    os: [os], cpu: [cpu], preferUnplugged: true,
  }, { [`bin/${program}`]: binary })
}
write('wxload', {
  description: 'Load tests of the login of WeChat mini programs 微信小程序登录的压测',
  keywords: ['wechat', 'miniprogram', '小程序', 'load-testing', 'race-conditions'],
  homepage: 'https://github.com/wxload/wxload',
  bin: { wxload: 'bin/wxload.js' },
  engines: { node: '>=18' },
  optionalDependencies,
}, { 'bin/wxload.js': join(here, 'wxload.js'), 'README.md': join(here, 'package.md') })
