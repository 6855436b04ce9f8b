import { serve } from '../../engine/learn/threads/helper'
import type { Job } from '../../engine/learn/threads/team'
import { registry } from '../../nodes'

/** A thread that trains beside the engine's worker: does one job after the other, each until it is dismissed. */
self.onmessage = ({ data }: MessageEvent<Job>) => serve(data, registry)
