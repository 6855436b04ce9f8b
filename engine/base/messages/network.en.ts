/** Problems of the drawn network and its training, in English. */
export const networkEn = {
  'type-unknown': 'Node {node} has the type “{type}”, which this version does not know. Open the document with a newer version, or replace the node.',
  'type-empty': 'Node {node} has an empty type. Write one, such as layer, or delete the node.',
  'end-empty': 'Edge {edge} does not name the node at one of its ends. Connect it to an existing node, or delete it.',
  'node-unknown': 'Edge {edge} joins the node {node}, which does not exist. Connect it to an existing node, or delete it.',
  'port-unknown-source': 'Edge {edge} starts at {node}.{port}, but a {type} has the out ports {ports}. Start it at one of these.',
  'port-unknown-target': 'Edge {edge} ends at {node}.{port}, but a {type} has the in ports {ports}. End it at one of these.',
  'port-none-source': 'Edge {edge} starts at {node}, but a {type} has no out port. Start it at another node.',
  'port-none-target': 'Edge {edge} ends at {node}, but a {type} has no in port. End it at another node.',
  'control-missing': 'Gate {node} has no edge into its control port. Wire the signal that opens and closes it to {node}.control.',
  'size-unknown': 'The size of {node} cannot be inferred: no copy or diagonal projection joins it to a node with a size. Set its size.',
  'size-mismatch':
    'A projection of kind {kind} needs equal sizes, but {edge} joins {source} ({sourceSize}) and {target} ({targetSize}). Use a dense projection, or make the sizes equal.',
  'bypass-size':
    'Node {target} is bypassed and passes its input on, so its sources need its size, but {edge} brings {sourceSize} {sourceSize|unit|units} from {source} to {targetSize}. Mute it, reactivate it, or make the sizes equal.',
  'size-over': 'Node {node} has {size} units; at most {limit} are allowed. Make it smaller.',
  'parameters-over': 'The network has {count} parameters; at most {limit} are allowed. Make layers smaller or projections sparse.',
  'loss-activation':
    'Output {node} has the loss cross-entropy, which needs the activation softmax or logistic, got {activation}. Choose one of these, or the squared error.',
  'per-unit-size': 'Node {node} has {size} {size|unit|units}, but “{setting}” has {got} {got|number|numbers}. Give one number for all, or one for each unit.',
  'class-weights-size': 'Output {node} has {size} {size|unit|units}, but {got} class {got|weight|weights}. Give one number for each unit, or remove them.',
  'share-self': '“shares” of {id} names {owner} itself. Name another one, or remove it.',
  'share-edge-missing': 'Edge {id} shares the weights of {owner}, but there is no such edge. Name an edge, or remove “shares”.',
  'share-node-missing': 'Node {id} shares the bias of {owner}, but there is no such node. Name a node, or remove “shares”.',
  'share-biasless': 'Node {id} shares the bias of {owner}, which has none. Name a layer, gate or output with a bias, or remove “shares”.',
  'share-chain': '{id} shares what {owner} has, which itself shares {next}. Name {next}, or remove “shares”.',
  'share-kind':
    'Edge {id} ({kind}) cannot share the weights of {owner} ({other}): both must be dense, or both diagonal. Give them the same kind, or remove “shares”.',
  'share-circle': '{id} and {owner} each share the parameter of the other, so neither has one of its own. Remove “shares” of one of them.',
  'share-transpose': 'Edge {id} is {kind}; only the weights of a dense edge can be transposed. Remove “transpose”, or make both dense.',
  'share-shape': '{id} needs the shape [{needed}], but {owner} gives [{given}]. Make the sizes equal, or remove “shares”.',
  'readout-frozen':
    'A readout is fitted in closed form, all weights together, but single weights of {edges} are frozen. Unfreeze them, freeze the whole wire, or train with BPTT.',
  'readout-shared':
    'A readout is fitted in closed form and needs weights of its own, but those into {nodes} are shared. Remove “shares” there, or train with BPTT.',
  'weight-unknown': 'The stored weights “{name}” belong to no projection, bias or state of this network. Remove them, or restore the part that they belong to.',
  'weight-shape': 'The stored weights “{name}” expect the shape [{expected}], got [{actual}]. Remove them to draw new ones, or restore the sizes.',
  'algebraic-loop': 'A loop without delay: {loop}. Each value would depend on itself at the same step. Insert a context layer on one of its edges.',
  'time-direction-conflict':
    'One loop has memories in both directions of time: forward {forward}; backward {backward}. Give them all the same direction, or cut the loop.',
  'dropout-on-recurrence':
    'Edge {edge} has dropout but is inside a loop, where one mask must hold for the whole sequence. Set dropoutKind to variational, or remove the dropout.',
  'output-missing': 'The network has no output, so there is no loss. Add an output and give it a target.',
  'outputs-muted': 'Every output ({nodes}) is muted, so there is nothing to learn from. Unmute one.',
  'horizon-short':
    'A horizon of {horizon} cuts every path of the gradient to “{name}”, which is {delay} {delay|step|steps} back: it will not learn. Use a horizon above {delay}.',
  'closed-loop-size':
    'The input {input} has {size} {size|unit|units}, but the output {output}, whose values it takes beyond the data, has {other}. Name an output of the same size in data.closedLoop.',
  'closed-loop-input': 'data.closedLoop names {name} on the left, which is not an input of this network. Name an input there.',
  'closed-loop-output': 'data.closedLoop names {name} on the right, which is not an output of this network. Name an output there.',
  'closed-loop-open':
    'The inputs {inputs} ({columns}) have no values for {steps} {steps|step|steps} beyond the data; {rows} {rows|row was|rows were} given. Name the outputs that they take (data.closedLoop), or give rows of these columns in another table (in the terminal, --data TABLE).',
  'forward-time-needed':
    '{nodes} run backward in time and need data that does not exist yet, so the network cannot continue beyond its data. Set their direction to forward.',
  'forecast-over':
    'A forecast of {steps} {steps|step|steps} and {paths} {paths|path|paths} has {numbers} numbers; at most {limit} are allowed. Take fewer steps or fewer paths.',
  'forecast-text-unknown': 'The data never have {characters}, so the network does not know what it means. Leave it out of the text to begin with.',
  'forecast-no-validation': 'Paths need the errors of the validation part, but there is none. Give the data a split with a validation part.',
  'forward-time':
    'Nodes that run backward in time ({nodes}) need BPTT over the whole sequence. Set the horizon to the whole sequence, or set their direction to forward.',
  'readout-not-linear':
    'A readout is fitted in closed form and needs outputs with linear activation; {nodes} have another. Make them linear, or train with BPTT.',
  'readout-loss':
    'A readout is fitted in closed form, which is the least squared error; {nodes} have another loss. Use the squared error there, or train with BPTT.',
  'readout-none': 'A readout trains only the projections into linear outputs, and none of them is trainable. Make one trainable.',
  'readout-feedback':
    'A readout is fitted in closed form, but the output {node} is read on the way to {reached}, so its weights would depend on themselves. Name it in teacherForcing and feed it back through a context layer, or use recursive least squares.',
  'readout-validation':
    'The validation part chooses among several values of ridge, but none of its steps counts. Give it a share of the split that has targets, or give a single value of ridge.',
  'readout-over': 'The readout of {node} has {count} columns and would need {size} GB of memory; the limit is {limit} GB. Make the layer smaller.',
  'rprop-whole':
    'Rprop compares the signs of whole gradients, but this algorithm changes the weights inside a sequence. Use BPTT over the whole sequence, or another optimizer.',
  'path-missing': 'No path leads from “{name}” to an output: it will not learn. Wire it to one, or remove it.',
  'analysis-over':
    'The state of this network has {size} units; analyze takes at most {limit}, since it decomposes a matrix of that size at every step. Analyze a smaller network, or compute only the gradient flow with --flow.',
  'analysis-forward': 'The state of a network that runs backward in time does not follow from earlier steps alone. Let time run forward in all memories.',
  'rtrl-over':
    'RTRL would need {size} GB of memory and {operations} multiply-adds per step; the limit is {limit} GB. Use the variant {variant}, which needs {smaller} GB, smaller layers, a diagonal recurrence, or BPTT.',
  'rtrl-over-batch':
    'RTRL would need {size} GB of memory for {sequences} {sequences|sequence|sequences} at once, and {operations} multiply-adds per step for each; the limit is {limit} GB. Use a batch of {fitting}.',
  'rtrl-over-all':
    'RTRL would need {size} GB of memory and {operations} multiply-adds per step; the limit is {limit} GB. Use BPTT with a horizon, smaller layers or sparse projections.',
  'curvature-algorithm':
    'The optimizer {optimizer} needs the Jacobian of the outputs, which only BPTT computes, but the algorithm is {algorithm}. Use BPTT, over whole sequences or with a horizon, or another optimizer.',
  'curvature-loss': 'The optimizer {optimizer} needs the squared error, but {nodes} has another loss. Set the squared error, or use another optimizer.',
  'curvature-drawn':
    'Levenberg–Marquardt compares losses of one and the same function, but {node} draws random numbers in training. Remove dropout, zoneout or noise, or use another optimizer.',
  'curvature-over':
    'The optimizer {optimizer} needs matrices of {numbers} {numbers|number|numbers} for {weights} {weights|weight|weights}, more than the limit of {limit}. Use a smaller network, “decoupled” groups of the Kalman filter, a smaller “every”, or another optimizer.',
  'carry-algorithm':
    '“carry” needs BPTT or RTRL with an optimizer that follows a gradient; readouts, Levenberg–Marquardt and the Kalman filter start each sequence from its initial state. Remove “carry”, or change the algorithm.',
  'carry-batch':
    '“carry” hands the state from one sequence to the next, but a batch trains {size} {size|sequence|sequences} side by side. Set batchSize to 1, or remove “carry”.',
  'carry-backward': '“carry” hands the state on in time, but time runs backward in {nodes}. Set the direction to forward, or remove “carry”.',
  'carry-initial': 'With “carry”, the initial state of {nodes} is used once, so it cannot be trained. Give it a number, or remove “carry”.',
  'gradient-norm-algorithm':
    'The gradient-norm regularizer Ω needs errors that go back through time, but the algorithm is {algorithm}. Use BPTT, or set gradientNorm to 0.',
  'gradient-norm-loop':
    'The gradient-norm regularizer Ω has no effect: no loop has a trainable projection. Set gradientNorm to 0, or make a projection inside a loop trainable.',
  'gradient-norm-horizon':
    'The gradient-norm regularizer Ω has no effect: with a horizon of 1 no error goes back through time. Use a longer horizon, or set gradientNorm to 0.',
  'rtrl-check-over':
    'RTRL was not checked: it would need {operations} multiply-adds per step on {steps} {steps|step|steps} and {size} GB of memory. Check fewer steps, or a smaller network.',
  'differences-missing':
    'Central differences were not computed: {nodes} spike, so a small change of a weight changes no spike or a whole one, and training uses a replacement for the slope, which differences do not measure. BPTT and RTRL were compared with each other.',
  'teacher-unknown': 'teacherForcing names {name}, which is not an output. Name an output, or remove it.',
  'memory-over-weights':
    'Training would need {size} GB of memory, of which {weights} GB are for the weights, their gradients and the state of the optimizer; the limit is {limit} GB. Use float32, SGD as the optimizer, or fewer units.',
  'memory-over':
    'Training would need {size} GB of memory for {steps} {steps|step|steps}; the limit is {limit} GB. Use BPTT with a horizon, shorter sequences or a smaller batch.',
  'memory-over-copy':
    'With a copy of the weights beside the training, {size} GB of memory would be in use; the limit is {limit} GB. Use float32, SGD as the optimizer, or fewer units.',
  'checkpoint-misfit':
    'The checkpoint does not fit this document: “{name}” has another size or is missing in it. Resume with the document that it was made from.',
} as const
