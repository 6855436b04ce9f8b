const KEYWORDS = [
  'False',
  'None',
  'True',
  'and',
  'as',
  'assert',
  'async',
  'await',
  'break',
  'class',
  'continue',
  'def',
  'del',
  'elif',
  'else',
  'except',
  'finally',
  'for',
  'from',
  'global',
  'if',
  'import',
  'in',
  'is',
  'lambda',
  'nonlocal',
  'not',
  'or',
  'pass',
  'raise',
  'return',
  'try',
  'while',
  'with',
  'yield',
  'match',
  'case',
  'type',
]
/** Names that the generated code uses itself. */
const OWN = [
  'self',
  'np',
  'torch',
  'nn',
  'deque',
  'Path',
  'Network',
  'steps',
  'batch',
  'full',
  't',
  'done',
  'range',
  'reversed',
  'enumerate',
  'super',
  'len',
  'print',
  'stored',
  'trained',
  'fixed',
  'given',
  'floats',
  'begun',
  'state',
  'run',
  'outputs',
  'nets',
  'found',
  'value',
  'size',
  'save',
  'load',
  'json',
  'Running',
  'RUNNING',
  'step',
  'spike',
  'Spike',
  'minimum',
  'maximum',
  'erf',
]
/** Attributes of a PyTorch module that are reserved; all names that consist of letters only are left to the module. */
const MODULE = [
  'T_destination',
  'add_module',
  'register_module',
  'register_buffer',
  'register_parameter',
  'get_submodule',
  'get_parameter',
  'get_buffer',
  'get_extra_state',
  'set_extra_state',
  'set_submodule',
  'to_empty',
  'register_backward_hook',
  'register_full_backward_hook',
  'register_forward_pre_hook',
  'register_forward_hook',
  'register_full_backward_pre_hook',
  'register_state_dict_pre_hook',
  'register_load_state_dict_pre_hook',
  'register_load_state_dict_post_hook',
  'register_state_dict_post_hook',
  'state_dict',
  'load_state_dict',
  'named_parameters',
  'named_buffers',
  'named_children',
  'named_modules',
  'requires_grad_',
  'zero_grad',
  'share_memory',
  'extra_repr',
  'dump_patches',
  'call_super_init',
]

/** Makes unique Python identifiers, with only letters, digits and underscores, for texts of a document. */
export class Names {
  private readonly taken: Set<string>
  private readonly given = new Map<string, string>()

  constructor(reserved: readonly string[] = OWN) {
    this.taken = new Set([...KEYWORDS, ...reserved])
  }

  /** Returns the identifier for a key: `wanted`, or a similar one that is not taken. */
  of(key: string, wanted: string): string {
    const known = this.given.get(key)
    if (known !== undefined) return known
    const clean =
      wanted
        .replace(/[^A-Za-z0-9_]/g, '_')
        .replace(/^(?=[0-9])/, '_')
        .replace(/^_+/, 'v_') || 'v'
    let name = clean
    for (let i = 2; this.taken.has(name); i++) name = `${clean}_${i}`
    this.taken.add(name)
    this.given.set(key, name)
    return name
  }
}

/** Makes attribute names for weights. */
export class Attributes {
  private readonly names = new Names(MODULE)

  of(parameter: string): string {
    return this.names.of(parameter, /^[A-Za-z]+$/.test(parameter) ? `${parameter}_weights` : parameter)
  }
}

/**
 * Writes a text as a Python literal, with the escapes of JSON, which Python shares. Also escapes characters that could end
 * a line or that look different on screen from what they are.
 */
export const literal = (text: string): string =>
  JSON.stringify(text).replace(
    /[\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
