import { spawn } from 'node:child_process'
import { constants, setPriority } from 'node:os'
import { root } from './paths.mjs'

/**
 * Runs a program to its end. Redirects its standard output to standard error, because standard output is for the results
 * of the command that calls this.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeout?: number, quiet?: boolean, capture?: boolean, inherit?: boolean, idle?: boolean }} [options] `timeout` in milliseconds; `quiet` hides all output; `capture` collects it;
 * `inherit` does not redirect standard output; `idle` runs at lowest priority.
 * @returns {Promise<{ status: number, output: string }>} Status 127 if the program could not be started, 124 after the
 * timeout.
 */
export function run(program, args, { cwd = root, env = process.env, timeout, quiet, capture, inherit, idle } = {}) {
  return new Promise((resolve) => {
    const out = capture ? 'pipe' : quiet ? 'ignore' : inherit ? 'inherit' : process.stderr
    const error = capture ? 'pipe' : quiet ? 'ignore' : 'inherit'
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', out, error] })
    if (idle && child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW)
    let output = ''
    let late = false
    child.stdout?.setEncoding('utf8').on('data', (text) => {
      output += text
    })
    child.stderr?.setEncoding('utf8').on('data', (text) => {
      output += text
    })
    const timer =
      timeout === undefined
        ? undefined
        : setTimeout(() => {
            late = true
            child.kill('SIGKILL')
          }, timeout)
    child.on('error', (error) => {
      clearTimeout(timer)
      resolve({ status: 127, output: output + error.message })
    })
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      resolve({ status: late ? 124 : (code ?? (signal ? 1 : 0)), output })
    })
  })
}

/**
 * Runs npm; if npm started this process, the same npm.
 * @param {readonly string[]} args
 * @param {Parameters<typeof run>[2]} [options]
 */
export function npm(args, options) {
  const script = process.env.npm_execpath
  if (script?.endsWith('.js')) return run(process.execPath, [script, ...args], options)
  return process.platform === 'win32' ? run('cmd', ['/d', '/s', '/c', 'npm', ...args], options) : run('npm', args, options)
}
