/** Bytes at the start of the memory that kernels use while a call lasts. */
export const RESERVED = 192 * 1024

const PAGE = 65_536
const PAGES = 65_536
const ALIGN = 64

/**
 * Bump allocation over one linear memory that kernels share. Addresses are byte offsets, aligned to 64; room is zeroed.
 * Where the memory grows, its buffer is a new one and views on it must be made anew. Throws a RangeError where a
 * request passes the limit in bytes (4 GiB, unless given) or what the system grants.
 */
export class Arena {
  readonly memory: WebAssembly.Memory
  private next = RESERVED
  /** Up to here room has been used before and is not zero by itself. */
  private used = RESERVED

  constructor(
    initialBytes = 0,
    private readonly limit = PAGES * PAGE,
    memory?: WebAssembly.Memory,
  ) {
    const initial = Math.ceil(Math.max(RESERVED, Math.min(initialBytes, limit)) / PAGE)
    this.memory = memory ?? new WebAssembly.Memory({ initial, maximum: PAGES, shared: true })
  }

  /** Room for `elements` of `bytesPerElement`. */
  allocate(elements: number, bytesPerElement: number): number {
    const address = this.next
    const end = address + Math.ceil((elements * bytesPerElement) / ALIGN) * ALIGN
    if (!(end <= this.limit)) throw new RangeError(`Expected at most ${this.limit} bytes of numbers, got ${end}`)
    const size = this.memory.buffer.byteLength
    // Doubling keeps the number of copies small; near the limit only what is asked for.
    if (end > size) this.memory.grow(Math.ceil((Math.min(Math.max(end, 2 * size), this.limit) - size) / PAGE))
    if (address < this.used) new Uint8Array(this.memory.buffer).fill(0, address, Math.min(end, this.used))
    this.next = end
    this.used = Math.max(this.used, end)
    return address
  }

  allocateInt32(count: number): number {
    return this.allocate(count, 4)
  }

  /** An arena over memory that another thread has laid out: the same requests give the same addresses, and nothing is cleared. */
  static over(memory: WebAssembly.Memory): Arena {
    return new Arena(0, PAGES * PAGE, memory)
  }

  /** Bytes of the memory that have been used. */
  get size(): number {
    return this.used
  }

  /** An arena over the same memory from its beginning, for when nothing in this one is used any more. */
  anew(): Arena {
    const arena = new Arena(0, this.limit, this.memory)
    arena.used = this.used
    return arena
  }

  /** Goes on at an address that another thread's arena stood at. */
  moveTo(address: number): void {
    this.next = address
    this.used = Math.max(this.used, address)
  }

  /** Where the arena stands, for `release`. */
  mark(): number {
    return this.next
  }

  /** Gives back all that was allocated since the mark. */
  release(mark: number): void {
    if (!(mark >= RESERVED && mark <= this.next)) throw new RangeError(`${mark} is no mark of this arena`)
    this.next = mark
  }
}
