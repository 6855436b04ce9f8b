import { tasks } from '../../engine/data/tasks'
import { activations } from '../../engine/kinds/activations'

/** Texts that activations and tasks declare in their own files. */
export function declaredTexts(language: 'en' | 'ja'): Readonly<Record<string, string>> {
  const texts: Record<string, string> = {}
  for (const [name, { label }] of Object.entries(activations)) texts[`inspector.choice.${name}`] = label[language]
  for (const [task, { text }] of Object.entries(tasks)) {
    const { name, about, options = {} } = text[language]
    texts[`inspector.task.${task}`] = name
    texts[`task.${task}.about`] = about
    for (const [option, label] of Object.entries(options)) texts[`inspector.option.${option}`] = label
  }
  return texts
}
