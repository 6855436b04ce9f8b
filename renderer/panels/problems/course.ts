import { diagnoseCourse, type EpochCourse, type Finding } from '../../../engine/analyze/diagnose'
import { largest } from '../../../engine/base/lists'
import type { RunReport } from '../../../engine/run/protocol'
import type { Scores } from '../../../engine/run/streams'

/** The best skill of any column of numbers of the training part. */
export function skillOf(seen: Scores | undefined): number | null {
  const columns = Object.values(seen?.parts.train?.outputs ?? {}).flatMap((output) => output.columns)
  const skills = columns.flatMap((column) => (column.kind === 'numbers' && column.skill !== null ? [column.skill] : []))
  return skills.length > 0 ? Math.max(...skills) : null
}

/** The number of steps with a target in the validation part. */
export const validatedIn = (seen: Scores | undefined): number =>
  largest(
    Object.values(seen?.parts.validation?.outputs ?? {}).flatMap((output) => output.columns.map(({ steps }) => steps)),
    0,
  )

/**
 * Problems of the course of a training.
 * @param latest What is known of the last epoch.
 */
export const courseOf = (reports: readonly RunReport[], readout: boolean, latest: Pick<EpochCourse, 'skill' | 'scored' | 'validated'>): Finding[] =>
  diagnoseCourse(
    reports.map(({ epoch, loss, validation, parts }, i) => ({
      epoch,
      loss,
      validation,
      nrmse: parts?.train?.nrmse,
      ...(i === reports.length - 1 ? latest : {}),
    })),
    readout,
  )
