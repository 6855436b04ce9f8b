export { activate, activateBackward } from './activations';
export {
  axpy, broadcastRows, clamp, copy, copyRows, diagonal, diagonalGradient, fill, finite, multiplyAdd, scale, scaleRows,
  sumOfSquares, sumRows,
} from './elementwise';
export { cholesky, choleskySolve, symmetricRankK } from './factors';
export { formula } from './formulas';
export { gate, gateBackward } from './gates';
export { gemm, gemmPacked, pack } from './products';
export { sparse, sparseGradient, sparseTransposed } from './sparse';
export { adam, rmsprop, sgd } from './updates';
