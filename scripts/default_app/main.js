// The program that `electron FOLDER` runs in the fallback runtime, which lacks Electron's own loader. It is an ES module,
// because with CommonJS the event `ready` would fire before the application's first line.
import { app } from 'electron'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const fail = (message) => {
  console.error(message)
  process.exit(1)
}
const preload = []
let target
const argv = process.argv.slice(1)
for (let i = 0; i < argv.length; i++) {
  const argument = argv[i]
  if (argument === '-v' || argument === '--version') {
    console.log(`v${process.versions.electron}`)
    process.exit(0)
  }
  if (argument === '-r' || argument === '--require') preload.push(argv[++i]) // loads the driver of the tests
  else if (!argument.startsWith('-')) {
    target = argument
    break
  }
}
const folder = target ? path.resolve(target) : fail('usage: electron [switches] FOLDER [arguments]')
const manifest = path.join(folder, 'package.json')
if (!fs.existsSync(manifest)) fail(`There is no application in ${folder}`)
const { productName, name, version, desktopName, main = 'index.js' } = JSON.parse(fs.readFileSync(manifest, 'utf8'))
if (version) app.setVersion(version)
if (productName ?? name) app.setName(productName ?? name)
if (desktopName) app.setDesktopName(desktopName)
app.setAppPath(folder)
process.defaultApp = true
const require = createRequire(manifest)
for (const file of preload) require(path.resolve(file))
await import(pathToFileURL(require.resolve(path.resolve(folder, main))).href)
