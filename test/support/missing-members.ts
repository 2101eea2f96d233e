/** For tests: the members of `left` that `right` does not have, each as often as it is missing there. */
export function missingMembers(left: readonly string[], right: readonly string[]): string[] {
  const rest = [...right]
  return left.filter((member) => {
    const index = rest.indexOf(member)
    if (index >= 0) rest.splice(index, 1)
    return index < 0
  })
}
