import { existsSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'

/**
 * The allowed imports of each folder: other folders of the repository, and packages. The first entry that contains a
 * file applies. Types of `engine/document/types` and of the contract of ops and nodes may refer to each other.
 */
const ENGINE = [
  'base',
  'formula',
  'contract',
  'kinds',
  'document',
  'archive',
  'ops',
  'kernels',
  'algebra',
  'compile',
  'learn',
  'data',
  'run',
  'export',
  'import',
  'analyze',
  'forecast',
  'stream',
]
const engine = (/** @type {string[]} */ ...folders) => folders.map((folder) => `engine/${folder}`)

/** The folders of `engine/learn` and of the renderer, bottom up: each may import those before it. */
const LEARN = ['model', 'threads', 'optimize', 'bptt', 'rtrl', 'readout', 'curvature', 'evaluate', 'train', 'check'].map((folder) => `engine/learn/${folder}`)
const RENDERER = [
  'languages',
  'controls',
  'keys',
  'worker',
  'document',
  'drawing',
  'picture',
  'editing',
  'workspace',
  'graph',
  'panels',
  'inspector',
  'outline',
  'equations',
  'unrolled',
  'tour',
  'help',
  'app',
  'page',
].map((folder) => `renderer/${folder}`)

/** @param {string[]} folders @param {string[]} ground Folders that each of them may import. @param {string[]} packages */
const floors = (folders, ground, packages) => folders.map((folder, i) => ({ folder, from: [...ground, ...folders.slice(0, i)], packages }))

/** @type {{ folder: string, from: string[], packages?: string[] }[]} */
const LAYERS = [
  { folder: 'engine/base', from: [] },
  { folder: 'engine/formula', from: engine('base') },
  { folder: 'engine/contract', from: engine('base', 'formula', 'document/types', 'document/limits', 'kernels/types') },
  { folder: 'engine/kinds', from: engine('base', 'formula', 'contract', 'kernels/types') },
  { folder: 'engine/document', from: engine('base', 'formula', 'contract', 'kinds') },
  { folder: 'engine/archive', from: engine('base', 'document/limits'), packages: ['fflate'] },
  { folder: 'engine/kernels', from: engine('base', 'formula', 'kinds') },
  { folder: 'engine/ops', from: engine('base', 'formula', 'contract', 'kinds', 'document', 'kernels/types') },
  { folder: 'engine/data', from: engine('base', 'formula', 'contract', 'kinds', 'document') },
  { folder: 'engine/compile', from: engine('base', 'formula', 'contract', 'kinds', 'document', 'ops', 'kernels', 'data/types') },
  { folder: 'engine/algebra', from: engine('base', 'kernels/types') },
  ...floors(LEARN, engine('base', 'formula', 'contract', 'kinds', 'document', 'ops', 'kernels', 'algebra', 'compile', 'data'), []),
  { folder: 'engine/forecast', from: engine('base', 'formula', 'contract', 'kinds', 'document', 'compile', 'learn', 'data') },
  { folder: 'engine/stream', from: engine('base', 'formula', 'contract', 'kinds', 'document', 'compile', 'learn', 'data') },
  { folder: 'engine/sweep', from: engine('base', 'contract', 'document') },
  { folder: 'engine/analyze', from: engine('base', 'formula', 'contract', 'kinds', 'document', 'algebra', 'compile', 'learn', 'data/types') },
  {
    folder: 'engine/export',
    from: engine('base', 'archive', 'formula', 'contract', 'kinds', 'document', 'ops', 'kernels', 'algebra', 'compile', 'learn', 'data'),
  },
  { folder: 'engine/import', from: engine('base', 'archive', 'contract', 'kinds', 'document', 'compile', 'learn', 'export'), packages: ['jsfive'] },
  { folder: 'engine/run', from: engine(...ENGINE), packages: ['rxjs'] },
  { folder: 'nodes', from: engine('base', 'formula', 'contract', 'kinds', 'ops', 'document/types') },
  ...floors(RENDERER, ['nodes', 'engine', 'electron/contract'], ['*']),
  // The command line draws pictures with the geometry of the canvas, which needs no screen.
  { folder: 'cli', from: ['nodes', 'engine', 'renderer/languages/en', 'renderer/drawing', 'renderer/picture'], packages: ['node:*', 'rxjs'] },
  // The command line's program trains the window's sweeps, in a separate process.
  { folder: 'electron/runner', from: ['cli', 'electron/contract'], packages: ['node:*'] },
  // Limits and declarations apply on both sides of the bridge, and the command line reads bundles too.
  {
    folder: 'electron',
    from: engine('document/limits', 'document/accept', 'contract/schema', 'archive', 'base/messages/format', 'sweep/row'),
    packages: ['node:*', 'electron'],
  },
]

const within = (/** @type {string} */ path, /** @type {string} */ folder) => path === folder || path.startsWith(`${folder}/`) || path.startsWith(`${folder}.`)

/**
 * Returns the reason why `file` may not import `source`; null if it may.
 * @param {string} root Folder of the repository.
 * @param {string} file
 * @param {string} source
 */
export function violation(root, file, source) {
  const here = relative(root, file).split(sep).join('/')
  const layer = LAYERS.find(({ folder }) => here.startsWith(`${folder}/`))
  if (!layer) return null
  if (!source.startsWith('.')) {
    const allowed = layer.packages ?? []
    const ok = allowed.some((name) =>
      name === '*'
        ? !source.startsWith('node:') && source !== 'electron'
        : name.endsWith('*')
          ? source.startsWith(name.slice(0, -1))
          : source === name || source.startsWith(`${name}/`),
    )
    return ok ? null : `${layer.folder}/ may not import the package ${source}`
  }
  const there = relative(root, resolve(dirname(file), source.replace(/\?.*$/, '')))
    .split(sep)
    .join('/')
  // A node type must not import another one; shared code is beside their folders.
  const [top, type, rest] = here.split('/')
  const [otherTop, otherType, otherRest] = there.split('/')
  const otherFolder = otherRest !== undefined || existsSync(join(root, there, 'index.ts'))
  if (top === 'nodes' && rest !== undefined && otherTop === 'nodes' && otherType !== undefined && otherFolder && type !== otherType) {
    return `nodes/${type}/ may not import nodes/${otherType}/; put what both need beside their folders`
  }
  if (within(there, layer.folder) || layer.from.some((folder) => within(there, folder))) return null
  return `${layer.folder}/ may not import ${there}`
}

/** @type {import('eslint').Rule.RuleModule} */
export const layers = {
  meta: { type: 'problem', docs: { description: 'hold the import rules of the architecture' }, schema: [] },
  create(context) {
    const check = (/** @type {any} */ node) => {
      const source = node.source
      if (typeof source?.value !== 'string') return
      const message = violation(context.cwd, context.filename, source.value)
      if (message) context.report({ node: source, message: `${message}.` })
    }
    return { ImportDeclaration: check, ImportExpression: check, ExportAllDeclaration: check, ExportNamedDeclaration: check, TSImportType: check }
  },
}
