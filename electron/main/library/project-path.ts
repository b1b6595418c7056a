/**
 * Which projects a part of a path means. Pure.
 */

/**
 * Whether the folders that `part` names follow each other in the path of a project, whatever their case and whichever
 * way their slashes lean: "web" and "/ana/web" mean "/home/ana/web/api", and not "/home/ana/web2". No folder means all.
 */
export function isInProject(project: string, part: string): boolean {
  const wanted = folders(part);
  return wanted === '/' || folders(project).includes(wanted);
}

/** Each folder between two slashes. */
function folders(path: string): string {
  return path
    .toLowerCase()
    .split(/[\\/]+/)
    .filter((folder) => folder !== '')
    .reduce((all, folder) => `${all}${folder}/`, '/');
}
