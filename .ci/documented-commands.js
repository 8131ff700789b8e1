// The commands of offhook that docs/ci.md shows for GitHub and for GitLab, one a line; both must be the same.
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

const page = readFileSync(new URL('../docs/ci.md', import.meta.url), 'utf8')
const [github, gitlab] = ['jobs:', 'script:'].map(mark => {
  const block = [...page.matchAll(/```yaml\n(.*?)```/gs)]
    .map(([, text]) => text)
    .find(text => text.includes(`\n${mark}`) || text.includes(`  ${mark}`))
  return parse(block)
})
const ofGithub = github.jobs.calls.steps.flatMap(({ run }) => run ?? [])
const ofGitlab = gitlab.calls.script
if (JSON.stringify(ofGithub) !== JSON.stringify(ofGitlab))
  throw new Error('docs/ci.md: the two files do not do the same')
console.log(ofGitlab.filter(command => command.startsWith('npx offhook ')).join('\n'))
