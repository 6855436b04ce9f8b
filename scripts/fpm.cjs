#!/usr/bin/env node
// Replaces the packager `fpm`, which electron-builder calls to make a .deb, by dpkg-deb: Debian has no fpm.
const { execFileSync: run } = require('node:child_process')
const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')

const options = {}
const depends = []
const recommends = []
const inputs = [] // SOURCE=TARGET, or FOLDER/=TARGET
const words = process.argv.slice(2)
while (words.length > 0) {
  const word = words.shift()
  if (word === '--force' || word === '--debug') continue
  else if (!word.startsWith('-')) inputs.push(word)
  else if (word === '-d') depends.push(words.shift())
  else if (word === '--deb-recommends') recommends.push(words.shift())
  else options[word.replace(/^-+/, '')] = words.shift()
}
if (options.t !== 'deb') throw new Error(`This makes .deb packages only, not ${options.t}.`)

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'deb-'))
try {
  for (const input of inputs) {
    const at = input.lastIndexOf('=')
    const source = input.slice(0, at)
    const target = path.join(root, input.slice(at + 1))
    const folder = source.endsWith('/')
    fs.mkdirSync(folder ? target : path.dirname(target), { recursive: true })
    run('cp', ['-a', folder ? `${source}.` : source, target])
  }
  const documentation = path.join(root, 'usr/share/doc', options.name)
  fs.mkdirSync(documentation, { recursive: true })
  fs.copyFileSync(path.join(__dirname, '..', 'LICENSE'), path.join(documentation, 'copyright'))
  run('chmod', ['-R', 'u+rwX,go+rX,go-w', root])

  const [synopsis, ...description] = options.description
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
  const control = {
    Package: options.name,
    Version: options.version,
    Architecture: options.architecture,
    Maintainer: options.maintainer,
    'Installed-Size': String(run('du', ['-ks', root])).split(/\s/)[0],
    Depends: depends.join(', '),
    Recommends: recommends.join(', '),
    Section: options.category || 'misc',
    Priority: options['deb-priority'] || 'optional',
    Homepage: options.url,
    Description: [synopsis, ...description.map((line) => ` ${line}`)].join('\n'),
  }
  fs.mkdirSync(path.join(root, 'DEBIAN'))
  fs.writeFileSync(
    path.join(root, 'DEBIAN/control'),
    Object.entries(control)
      .filter(([, value]) => value)
      .map(([key, value]) => `${key}: ${value}\n`)
      .join(''),
  )
  for (const [option, script] of [
    ['after-install', 'postinst'],
    ['after-remove', 'postrm'],
  ]) {
    if (!options[option]) continue
    fs.copyFileSync(options[option], path.join(root, 'DEBIAN', script))
    fs.chmodSync(path.join(root, 'DEBIAN', script), 0o755)
  }
  run('dpkg-deb', ['--root-owner-group', options['deb-compression'] === 'gz' ? '-Zgzip' : '-Zxz', '--build', root, options.package], { stdio: 'inherit' })
} finally {
  fs.rmSync(root, { recursive: true, force: true })
}
