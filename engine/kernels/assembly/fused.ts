// What gains from fused multiply-add; the rest is taken from `index.ts`.
export { cholesky, choleskySolve, symmetricRankK } from './factors';
export { gemm, gemmPacked, pack } from './products';
