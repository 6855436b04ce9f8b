/** Bump allocation over one linear memory that kernels share. Addresses are byte offsets, aligned to 64. */
export class Arena {
  readonly memory: WebAssembly.Memory
  private next = 64

  constructor() {
    this.memory = new WebAssembly.Memory({ initial: 1, maximum: 65_536 })
  }

  /** Room for `elements` of `bytesPerElement`, zeroed; the memory grows, and views on it must be made anew. */
  allocate(elements: number, bytesPerElement: number): number {
    const address = this.next
    const end = address + Math.ceil((elements * bytesPerElement) / 64) * 64
    const missing = end - this.memory.buffer.byteLength
    if (missing > 0) this.memory.grow(Math.max(Math.ceil(missing / 65_536), this.memory.buffer.byteLength >> 16))
    this.next = end
    return address
  }

  allocateInt32(count: number): number {
    return this.allocate(count, 4)
  }
}
