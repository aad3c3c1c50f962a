// Decides on pairs of a pattern and a path as tuf-js does: segment by segment, by minimatch.
import { readFileSync } from 'node:fs';
import { minimatch } from 'minimatch';

const cases = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const matches = ([pattern, path]) => {
  const patterns = pattern.split('/');
  const segments = path.split('/');
  return patterns.length === segments.length && segments.every((segment, i) => minimatch(segment, patterns[i]));
};
console.log(cases.map((one) => (matches(one) ? '1' : '0')).join(''));
