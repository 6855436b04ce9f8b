import { SCRATCH_BYTES } from './types'

/** Bytes at the start of the memory that kernels use as scratch space during a call. */
export const RESERVED = 1024 + SCRATCH_BYTES

/** Address of the scratch space of the thread that owns the memory. */
export const SCRATCH = 64

/**
 * Least bytes of a new memory. Pages that were never written take no memory, but growing a shared memory takes
 * milliseconds, and more with each other memory that exists.
 */
const FIRST = 4 * 1024 ** 2

const PAGE = 65_536
const PAGES = 65_536
const ALIGN = 64

/**
 * Bump allocator over one linear memory that kernels share. Addresses are byte offsets aligned to 64; allocated memory
 * is zeroed. Growing the memory detaches its buffer, so views must be created again. Throws a RangeError beyond the
 * limit in bytes (default 4 GiB) or if the system grants no more.
 */
export class Arena {
  readonly memory: WebAssembly.Memory
  private next = RESERVED
  /** Memory up to this address has been used before and must be cleared. */
  private used = RESERVED

  constructor(
    initialBytes = 0,
    private readonly limit = PAGES * PAGE,
    memory?: WebAssembly.Memory,
  ) {
    const initial = Math.ceil(Math.max(RESERVED, Math.min(Math.max(FIRST, initialBytes), limit)) / PAGE)
    this.memory = memory ?? new WebAssembly.Memory({ initial, maximum: PAGES, shared: true })
  }

  /** Allocates `elements` of `bytesPerElement`; returns the address. */
  allocate(elements: number, bytesPerElement: number): number {
    const address = this.next
    const end = address + Math.ceil((elements * bytesPerElement) / ALIGN) * ALIGN
    if (!(end <= this.limit)) throw new RangeError(`Expected at most ${this.limit} bytes of numbers, got ${end}`)
    const size = this.memory.buffer.byteLength
    // Doubles, to keep the number of copies small; near the limit grows by no more than needed.
    if (end > size) this.memory.grow(Math.ceil((Math.min(Math.max(end, 2 * size), this.limit) - size) / PAGE))
    if (address < this.used) new Uint8Array(this.memory.buffer).fill(0, address, Math.min(end, this.used))
    this.next = end
    this.used = Math.max(this.used, end)
    return address
  }

  allocateInt32(count: number): number {
    return this.allocate(count, 4)
  }

  /**
   * Returns an arena over another thread's memory. Equal requests give equal addresses; allocation clears nothing.
   */
  static over(memory: WebAssembly.Memory): Arena {
    return new Arena(0, PAGES * PAGE, memory)
  }

  /** Bytes of the memory used so far. */
  get size(): number {
    return this.used
  }

  /** Returns a new arena over the same memory, which overwrites the contents of this one. */
  anew(): Arena {
    const arena = new Arena(0, this.limit, this.memory)
    arena.used = this.used
    return arena
  }

  /** Continues allocation at an address that another thread's arena had reached. */
  moveTo(address: number): void {
    this.next = address
    this.used = Math.max(this.used, address)
  }

  /** The current position, for `release`. */
  mark(): number {
    return this.next
  }

  /** Frees everything allocated since the mark. */
  release(mark: number): void {
    if (!(mark >= RESERVED && mark <= this.next)) throw new RangeError(`${mark} is no mark of this arena`)
    this.next = mark
  }
}
