import hooks from 'eslint-plugin-react-hooks'
import typescript from 'typescript-eslint'
import { circles } from './scripts/lint/circles.mjs'
import { layers } from './scripts/lint/layers.mjs'

const unfold = { rules: { circles, layers } }

/** Globals of browsers and Node that the engine must not use. */
const RUNTIME = [
  'window',
  'document',
  'navigator',
  'self',
  'localStorage',
  'process',
  'Buffer',
  'require',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'requestAnimationFrame',
  'queueMicrotask',
  'fetch',
  'performance',
  'console',
  'Date',
]

const CODE_FROM_TEXT = [
  { selector: "NewExpression[callee.name='Function'], CallExpression[callee.name='Function']", message: 'Text never becomes code here.' },
  { selector: "CallExpression[callee.name=/^(setTimeout|setInterval)$/][arguments.0.type='Literal']", message: 'Text never becomes code here.' },
]

/** Spread arguments are put on the stack; a list of some tens of thousands overflows it. */
const LIST_AS_ARGUMENTS = [
  {
    selector: "CallExpression[callee.object.name='Math'][callee.property.name=/^(max|min)$/] > SpreadElement",
    message: 'Use largest or least of engine/base/lists: a list may be long.',
  },
  { selector: 'CallExpression[callee.property.name=/^(push|unshift)$/] > SpreadElement', message: 'Use append of engine/base/lists: a list may be long.' },
]

export default typescript.config(
  { ignores: ['out/', 'dist/', 'node_modules/', 'engine/kernels/**/*.as.ts', 'engine/kernels/assembly/**'] },
  {
    files: ['**/*.{ts,tsx,mts,mjs,cjs,js}'],
    extends: [typescript.configs.recommended],
    plugins: { unfold },
    linterOptions: { reportUnusedDisableDirectives: 'error', noInlineConfig: true },
    rules: {
      'unfold/layers': 'error',
      'unfold/circles': 'error',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-restricted-syntax': ['error', ...CODE_FROM_TEXT],
      'max-lines': ['error', { max: 400 }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-var': 'error',
      'prefer-const': ['error', { destructuring: 'all' }],
      'no-debugger': 'error',
      'no-self-compare': 'error',
      'no-template-curly-in-string': 'error',
      'no-constant-binary-expression': 'error',
      'no-unmodified-loop-condition': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/ban-ts-comment': ['error', { 'ts-expect-error': true, 'ts-ignore': true, 'ts-nocheck': true }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['engine/**/*.ts', 'nodes/**/*.{ts,tsx}'],
    rules: {
      'no-restricted-globals': ['error', ...RUNTIME.map((name) => ({ name, message: 'The engine knows no screen, no files and no clock.' }))],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Draw from a seeded stream of engine/base/random.' },
        { object: 'Date', property: 'now', message: 'The engine has no clock.' },
        { object: 'performance', property: 'now', message: 'The engine has no clock.' },
        { object: 'globalThis', property: 'setTimeout', message: 'The engine has no clock.' },
      ],
    },
  },
  { files: ['engine/**/*.ts', 'cli/**/*.ts'], rules: { 'no-restricted-syntax': ['error', ...CODE_FROM_TEXT, ...LIST_AS_ARGUMENTS] } },
  {
    files: ['renderer/**/*.{ts,tsx}'],
    extends: [hooks.configs.flat['recommended-latest'] ?? hooks.configs['recommended-latest']],
    rules: { 'no-restricted-globals': ['error', 'process', 'require', 'Buffer'] },
  },
  { files: ['**/*.cjs', 'scripts/**'], rules: { '@typescript-eslint/no-require-imports': 'off', '@typescript-eslint/no-explicit-any': 'off' } },
)
