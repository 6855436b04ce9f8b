import { runThread } from '../../engine/learn/threads/thread'
import type { Job } from '../../engine/learn/threads/threads'
import { registry } from '../../nodes'

/** A thread that helps the engine's worker to train: runs one job after the other, each until it is dismissed. */
self.onmessage = ({ data }: MessageEvent<Job>) => runThread(data, registry)
