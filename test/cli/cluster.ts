import { execFile, execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { hostname, tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)
const PATH = [process.env.PATH, '/usr/sbin', '/sbin'].join(delimiter)
const DAEMONS = ['munged', 'slurmctld', 'slurmd', 'sbatch', 'scancel', 'squeue', 'sinfo']

/** Why no cluster can be started here; undefined if one can. */
export function whyNoCluster(): string | undefined {
  if (process.getuid?.() !== 0) return 'it takes root to start slurmd'
  const lacking = DAEMONS.filter((program) => !PATH.split(delimiter).some((folder) => existsSync(join(folder, program))))
  return lacking.length > 0 ? `not installed: ${lacking.join(', ')}` : undefined
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })

/** A Slurm cluster of only this machine, with files, keys and ports of its own. */
export class Cluster {
  private constructor(
    private readonly folder: string,
    readonly environment: NodeJS.ProcessEnv,
  ) {}

  static async start(): Promise<Cluster> {
    const folder = mkdtempSync(join(tmpdir(), 'unfold-slurm-'))
    // munged refuses a socket that not all users can reach.
    chmodSync(folder, 0o755)
    const at = (name: string): string => join(folder, name)
    for (const name of ['spool', 'state']) mkdirSync(at(name))
    writeFileSync(at('key'), randomBytes(1_024), { mode: 0o600 })
    execFileSync(
      'munged',
      [
        `--socket=${at('munge.socket')}`,
        `--key-file=${at('key')}`,
        `--pid-file=${at('munge.pid')}`,
        `--log-file=${at('munge.log')}`,
        `--seed-file=${at('seed')}`,
      ],
      { env: { ...process.env, PATH } },
    )
    const settings = {
      ClusterName: 'test',
      SlurmctldHost: `${hostname()}(127.0.0.1)`,
      SlurmUser: 'root',
      SlurmdUser: 'root',
      AuthType: 'auth/munge',
      AuthInfo: `socket=${at('munge.socket')}`,
      ProctrackType: 'proctrack/linuxproc',
      TaskPlugin: 'task/none',
      ReturnToService: '2',
      SlurmctldPidFile: at('slurmctld.pid'),
      SlurmdPidFile: at('slurmd.pid'),
      SlurmctldPort: await freePort(),
      SlurmdPort: await freePort(),
      SlurmdSpoolDir: at('spool'),
      StateSaveLocation: at('state'),
      SlurmctldLogFile: at('slurmctld.log'),
      SlurmdLogFile: at('slurmd.log'),
      SelectType: 'select/cons_tres',
      SelectTypeParameters: 'CR_Core',
      JobAcctGatherType: 'jobacct_gather/none',
      MpiDefault: 'none',
    }
    const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}`)
    const node = `NodeName=${hostname()} NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN\nPartitionName=main Nodes=${hostname()} Default=YES State=UP\n`
    writeFileSync(at('slurm.conf'), `${lines.join('\n')}\n${node}`)
    const cluster = new Cluster(folder, { ...process.env, PATH, SLURM_CONF: at('slurm.conf') })
    await cluster.command('slurmctld')
    await cluster.command('slurmd')
    for (let tries = 0; !(await cluster.command('sinfo', '-h', '-o', '%T').catch(() => '')).includes('idle'); tries++) {
      if (tries > 100) throw new Error(`The node does not come up: ${readFileSync(at('slurmctld.log'), 'utf8').slice(-2_000)}`)
      await wait(200)
    }
    return cluster
  }

  async command(program: string, ...args: string[]): Promise<string> {
    return (await run(program, args, { env: this.environment })).stdout
  }

  /** Waits until no job is left. */
  async empty(): Promise<void> {
    while ((await this.command('squeue', '-h')).trim() !== '') await wait(200)
  }

  async stop(): Promise<void> {
    for (const name of ['slurmd', 'slurmctld', 'munge']) {
      const file = join(this.folder, `${name}.pid`)
      if (existsSync(file)) process.kill(Number(readFileSync(file, 'utf8')), 'SIGTERM')
    }
    await wait(500)
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 })
  }
}
