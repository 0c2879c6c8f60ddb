// What a process costs, as the kernel counts it.

import { readFileSync } from 'node:fs';

const kTicksPerSecond = 100;

/** User and system time so far, in seconds. */
export function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / kTicksPerSecond;
}

/** Resident memory in MB. */
export const memory = (pid) => Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1]) / 1024;

/** The value below which this share of the times lies. */
export function percentile(times, share) {
  return times.toSorted((left, right) => left - right)[Math.min(times.length - 1, Math.floor(times.length * share))];
}
