const { rmSync } = require('node:fs')
const { join } = require('node:path')

/** An unpacked runtime brings a loader for development and a file for its installer: neither belongs in the product. */
exports.default = async ({ appOutDir, electronPlatformName }) => {
  if (electronPlatformName === 'darwin') return
  for (const file of [join('resources', 'default_app.asar'), 'version']) rmSync(join(appOutDir, file), { force: true })
}
