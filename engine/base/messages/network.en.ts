/** Problems of the drawn network and its training, in English. */
export const networkEn = {
  'type-unknown': 'Node {node} has the type “{type}”, which this version does not know. Open the document with a newer version, or replace the node.',
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
    'Node {target} is bypassed and passes its input on, so its sources need its size, but {edge} brings {sourceSize} units from {source} to {targetSize}. Mute it, reactivate it, or make the sizes equal.',
  'size-over': 'Node {node} has {size} units; at most {limit} are allowed. Make it smaller.',
  'parameters-over': 'The network has {count} parameters; at most {limit} are allowed. Make layers smaller or projections sparse.',
  'loss-activation':
    'Output {node} has the loss cross-entropy, which needs the activation softmax or logistic, got {activation}. Choose one of these, or the squared error.',
  'weight-unknown': 'The stored weights “{name}” belong to no projection, bias or state of this network. Remove them, or restore the part that they belong to.',
  'weight-shape': 'The stored weights “{name}” expect the shape [{expected}], got [{actual}]. Remove them to draw new ones, or restore the sizes.',
  'algebraic-loop': 'A loop without delay: {loop}. Each value would depend on itself at the same step. Insert a context layer on one of its edges.',
  'time-direction-conflict':
    'One loop has memories in both directions of time: forward {forward}; backward {backward}. Give them all the same direction, or cut the loop.',
  'dropout-on-recurrence': 'Edge {edge} has dropout but is inside a loop; dropout is only for projections outside loops. Remove it there.',
  'output-missing': 'The network has no output, so there is no loss. Add an output and give it a target.',
  'outputs-muted': 'Every output ({nodes}) is muted, so there is nothing to learn from. Unmute one.',
  'horizon-short':
    'A horizon of {horizon} cuts every path of the gradient to “{name}”, which is {delay} steps back: it will not learn. Use a horizon above {delay}.',
  'closed-loop-size':
    'The input {input} has {size} units, but the output {output}, whose values it takes beyond the data, has {other}. Name an output of the same size in data.closedLoop.',
  'closed-loop-input': 'data.closedLoop names {name} on the left, which is not an input of this network. Name an input there.',
  'closed-loop-output': 'data.closedLoop names {name} on the right, which is not an output of this network. Name an output there.',
  'closed-loop-open':
    'The inputs {inputs} ({columns}) have no values for {steps} steps beyond the data; {rows} rows were given. Name the outputs that they take in data.closedLoop, or give rows of these columns with --data TABLE.',
  'forward-time-needed':
    '{nodes} run backward in time and need data that does not exist yet, so the network cannot continue beyond its data. Set their direction to forward.',
  'forecast-no-validation': 'Paths need the errors of the validation part, but there is none. Give the data a split with a validation part.',
  'forward-time':
    'Nodes that run backward in time ({nodes}) need BPTT over the whole sequence. Set the horizon to the whole sequence, or set their direction to forward.',
  'readout-not-linear':
    'A readout is fitted in closed form and needs outputs with linear activation; {nodes} have another. Make them linear, or train with BPTT.',
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
  'analysis-forward': 'The state of a network that runs backward in time has no course of its own. Let time run forward in all memories.',
  'rtrl-over':
    'RTRL would need {size} GB of memory and {operations} multiply-adds per step; the limit is {limit} GB. Use the variant {variant}, which needs {smaller} GB, smaller layers, a diagonal recurrence, or BPTT.',
  'rtrl-over-batch':
    'RTRL would need {size} GB of memory for {sequences} sequences at once, and {operations} multiply-adds per step for each; the limit is {limit} GB. Use a batch of {fitting}.',
  'rtrl-over-all':
    'RTRL would need {size} GB of memory and {operations} multiply-adds per step; the limit is {limit} GB. Use BPTT with a horizon, smaller layers or sparse projections.',
  'gradient-norm-algorithm':
    'The gradient-norm regularizer Ω needs errors that go back through time, but the algorithm is {algorithm}. Use BPTT, or set gradientNorm to 0.',
  'gradient-norm-loop':
    'The gradient-norm regularizer Ω has no effect: no loop has a trainable projection. Set gradientNorm to 0, or make a projection inside a loop trainable.',
  'gradient-norm-horizon':
    'The gradient-norm regularizer Ω has no effect: with a horizon of 1 no error goes back through time. Use a longer horizon, or set gradientNorm to 0.',
  'rtrl-check-over':
    'RTRL was not checked: it would need {operations} multiply-adds per step on {steps} steps and {size} GB of memory. Check fewer steps, or a smaller network.',
  'teacher-unknown': 'teacherForcing names {name}, which is not an output. Name an output, or remove it.',
  'memory-over-weights':
    'Training would need {size} GB of memory, of which {weights} GB are for the weights, their gradients and the state of the optimizer; the limit is {limit} GB. Use float32, SGD as the optimizer, or fewer units.',
  'memory-over':
    'Training would need {size} GB of memory for {steps} steps; the limit is {limit} GB. Use BPTT with a horizon, shorter sequences or a smaller batch.',
  'checkpoint-misfit':
    'The checkpoint does not fit this document: “{name}” has another size or is missing in it. Resume with the document that it was made from.',
} as const
