/** Shows the browser's own dialog for files, or for a folder, and resolves with what was chosen: maybe nothing. */
export function pickFiles(kind: 'folder' | 'file'): Promise<readonly File[]> {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  input.webkitdirectory = kind === 'folder';
  return new Promise((resolve) => {
    input.addEventListener('change', () => resolve([...(input.files ?? [])]));
    input.addEventListener('cancel', () => resolve([]));
    input.click();
  });
}
