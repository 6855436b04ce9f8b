/** Settings that change nothing, training that changes nothing, and training that diverged. */
export const settingsEn = {
  'idle-readout': '“{setting}” has no effect on a readout, which is solved in closed form without gradient steps. Remove it, or train with BPTT or RTRL.',
  'idle-ridge': '“{setting}” has no effect on ridge regression, which is solved once over all steps. Remove it, or use recursive least squares.',
  'idle-ridge-list':
    'Recursive least squares uses only the first of several values of “{setting}”, {value}. Give a single value, or use ridge regression, which chooses one on the validation part.',
  'idle-one-epoch': '“{setting}” has no effect within one epoch: there is no later epoch to stop before. Raise the number of epochs, or remove it.',
  'idle-rprop': '“{setting}” has no effect on Rprop, which uses the signs of gradients and its own step sizes. Remove it, or use another optimizer.',
  'idle-curvature':
    '“{setting}” has no effect on the optimizer {optimizer}, which solves for its steps and takes sequences one by one. Remove it, or use another optimizer.',
  'idle-rprop-batch':
    '“{setting}” does not change what Rprop learns: each update takes the gradient of the whole training part, however many sequences run at once ({size} here). Remove it, or use another optimizer.',
  'idle-schedule':
    'The schedule “{kind}” does not change the learning rate within {epochs} {epochs|epoch|epochs}. Shorten its period, change its factor, raise the number of epochs, or remove it.',
  'idle-nesterov': '“{setting}” has no effect without momentum. Set a momentum above 0, or remove it.',
  'idle-every': '“{setting}” has no effect where a node runs backward in time: such a network processes only whole sequences. Remove it.',
  'idle-recompute':
    '“{setting}” has no effect when the horizon is the whole sequence, whose values come from the current weights. Remove it, or set a horizon.',
  'idle-decay': '“{setting}” has no effect: biases and initial values do not decay, and nothing else is trainable. Remove it, or make a projection trainable.',
  'idle-fixed': 'Training changes nothing: no parameter is trainable. Make a projection or a bias trainable.',
  'idle-rate': 'Training changes no weight: “{setting}” is 0. Raise it, or remove it to use its default.',
  'idle-noise': '“{setting}” has no effect: noise is added to the net input of reservoirs, and no reservoir is active. Remove it.',
  'idle-teacher': '{output} in “teacherForcing” has no effect: no later step reads this output. Remove it, or feed the output back through a context layer.',
  'idle-epochs': 'Training changes no weight: the number of epochs (“{setting}”) is 0. Set it to 1 or more.',
  'idle-batch': 'A batch of {size} {size|sequence|sequences} has no effect beyond the {count} of the training part. Lower “{setting}” to {count}.',
  'idle-shuffle':
    '“{setting}” has no effect: each update uses {count} {count|sequence|sequences}, all of the training part, in any order. Remove it, or make batches smaller.',
  'idle-patience':
    '“{setting}” has no effect: no step of a validation part counts, so training never stops early and no best weights are kept. Give the validation part a share of the split that has targets, or remove it.',
  'idle-washout':
    '{short} of the {count} training {count|sequence|sequences} {short|has no effect: it is|have no effect: they are} no longer than the washout of {washout} {washout|step|steps}. Lower “{setting}”, or remove these sequences.',
  'idle-stop': '“{setting}” has no effect: it gives neither a loss nor a patience. Give one of them, or remove it.',
  'idle-stop-loss': '“{setting}” has no effect: no loss is ever {loss} or less. Set it above 0, or remove it.',
  'idle-weightless': '“{setting}” of {edge} has no effect: this wire has no weights of its own. Remove it, or make the wire dense, sparse or diagonal.',
  'idle-dense': '“{setting}” of {edge} has no effect: only a sparse wire omits weights. Remove it, or make the wire sparse.',
  'idle-frozen': '“{setting}” of {edge} has no effect: this wire trains no weights of its own. Remove it, or let the wire train its own weights.',
  'idle-frozen-beyond': 'Some of “{setting}” of {edge} has no effect: it lies beyond the shape {shape}. Remove that part, or restore the sizes.',
  'idle-unread': '“{setting}” of {node} has no effect: it is read only where “{key}” is {values}. Remove it, or choose that.',
  'idle-rate-node': '“{setting}” has no effect: {node} has no parameter of its own that is trained. Remove it, or set it on the edges into the node.',
  'idle-biasless': '“{setting}” of {node} has no effect: this node has no bias of its own. Remove it, or give the node a bias.',
  'idle-scaling': '“{setting}” of {node} has no effect: no wire into the node draws its weights with it. Remove it, or remove “init” from such a wire.',
  'idle-clip-scope': '“{setting}” has no effect where each value is clipped by itself. Remove it, or clip by the norm.',
  'idle-longer':
    '“{setting}” of {steps} {steps|step|steps} has no effect beyond the longest training sequence, {longest} {longest|step|steps}. Lower it, or remove it.',
  'idle-stateless': '“{setting}” has no effect: no node of this network remembers anything from step to step. Remove it, or add a context.',
  'idle-without': '“{setting}” of {where} has no effect without “{needed}”. Remove it, or set “{needed}” too.',
  'idle-rate-fixed': '“{setting}” of {edge} has no effect: training does not change these weights. Remove it, or make the wire trainable.',
  'idle-curvature-rate':
    '“{setting}” of {where} has no effect on the optimizer {optimizer}, which solves for its steps: only 0 would hold the weights still. Remove it, or use another optimizer.',
  'idle-readout-of':
    '“{setting}” of {where} has no effect on a readout, which solves the weights of the wires into outputs and trains nothing else. Remove it, or train with BPTT or RTRL.',
  'idle-delay':
    'No value ever leaves {node}, only its initial one: its delay of {delay} {delay|step|steps} is as long as every training sequence (at most {longest} {longest|step|steps}). Lower “{setting}” below {longest}, or use longer sequences.',
  'idle-window':
    '“{setting}” of {node} reaches {steps} {steps|step|steps} away, but no sequence has more than {longest} {longest|step|steps}: the values beyond are always 0. Lower it below {longest}.',
  'idle-sequence-length':
    '“{setting}” of {length} divides nothing: the table has only {rows} {rows|row|rows}. They are a single sequence, which the split leaves whole. Lower it, or remove it, so that the rows are split.',
  'idle-split-validation':
    'The validation part is empty: a share of {share} of the data ({count} {count|row or sequence|rows or sequences}) is less than one. Change “{setting}”, or use more data.',
  'idle-split-test':
    'The test part is empty: a share of {share} of the data ({count} {count|row or sequence|rows or sequences}) is less than one. Change “{setting}”, or use more data.',
  'idle-inline':
    '“{key}” of {node} has no effect: it says how to read columns of a table, but the document holds its sequences as vectors. Remove it, or use a table.',
  'idle-stored':
    'The settings {settings} of {owner} have no effect on “{name}”: its stored values take precedence and differ from what the settings draw. Reset these weights, or keep them.',
  'training-empty': 'The training part of the data is empty. Give it a larger share of the split, or more rows.',
  'training-washed-out':
    'No weight would be trained: the washout of {washout} {washout|step|steps} is at least as long as the longest training sequence ({longest} {longest|step|steps}), so no step counts. Lower the washout below {longest}, or use longer sequences.',
  'training-untargeted':
    'No weight would be trained: no step of the training part that counts has a target for {nodes}. Choose columns for an output, lower the washout, or give targets.',
  'training-weightless': 'No weight would be trained: the loss of every output ({nodes}) has the weight 0. Give one of them a weight above 0.',
  'outputs-unwired': 'Only biases would be trained: no wire leads to an output ({nodes}). Wire one.',
  'output-unwired': 'No wire leads to the output {node}: only its bias would be trained. Wire it, or remove it.',
  'output-untargeted':
    'The output {node} has no target at any step of the training part that counts: it does not learn. Choose its columns or give targets, or leave it if you only want to read it.',
  'not-finite-value-gradient':
    'Training stopped: “{what}” of {where} is not finite at step {step}: weights or states diverged. Lower the learning rate, clip the gradient, or return to the last weights.',
  'not-finite-value-rprop':
    'Training stopped: “{what}” of {where} is not finite at step {step}: weights or states diverged. Use a smaller initial step size of Rprop (learningRate), a smaller “increase”, or return to the last weights.',
  'not-finite-value-readout':
    'Training stopped: “{what}” of {where} is not finite at step {step}. A readout changes nothing inside the network: lower the spectral radius or the scale of what diverges there, use a bounded activation, or normalize the data.',
  'not-finite-loss-gradient':
    'Training stopped: the loss of {node} is too large for a number; at step {step} its error is {error}. Lower the learning rate, normalize the data, or return to the last weights.',
  'not-finite-loss-rprop':
    'Training stopped: the loss of {node} is too large for a number; at step {step} its error is {error}. Use a smaller initial step size of Rprop (learningRate), normalize the data, or return to the last weights.',
  'not-finite-loss-readout':
    'Training stopped: the loss of {node} is too large for a number; at step {step} its error is {error}. Normalize the data, or lower the scale of the inputs of the readout.',
  'not-finite-gradient-gradient':
    'Training stopped: the gradient of “{name}” is not finite: errors diverged on their way back through time. Lower the learning rate, shorten the horizon, or return to the last weights.',
  'not-finite-gradient-rprop':
    'Training stopped: the gradient of “{name}” is not finite: errors diverged on their way back through time. Use a smaller initial step size of Rprop (learningRate), or return to the last weights.',
  'not-finite-norm-gradient':
    'Training stopped: every gradient is finite, but the square of their norm is too large for {precision}; the largest is that of “{name}”. Lower the learning rate, normalize the data, or shorten the horizon.',
  'not-finite-norm-rprop':
    'Training stopped: every gradient is finite, but the square of their norm is too large for {precision}; the largest is that of “{name}”. Use a smaller initial step size of Rprop (learningRate), or normalize the data.',
  'not-finite-wind-up':
    'Training stopped: the covariance P of the readout of {node} diverged by step {step}. With forgetting {forgetting} it grows wherever the states do not vary (wind-up). Set forgetting to 1 or closer to it.',
  'not-finite-covariance':
    'Training stopped: the covariance P of the readout of {node} is no longer positive by step {step} because of rounding: columns are nearly dependent, and λ is {ridge}. Raise ridge.',
  'not-finite-solution':
    'Training stopped: ridge regression of {node} has no finite solution with λ = {ridge}: columns are dependent or too large. Raise ridge, or normalize the data.',
  'gradient-not-finite': 'The gradient of “{name}” is not finite. Lower the scale of the weights or of the data, or shorten the horizon.',
  'loss-not-finite': 'The loss is not finite. Lower the scale of the weights or of the data.',
} as const
