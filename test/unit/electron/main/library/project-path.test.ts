import { describe, expect, test } from 'vitest';
import { isInProject } from '../../../../../electron/main/library/project-path.ts';

describe('a part of a path means projects', () => {
  test.each([
    ['/home/ana/web', 'web'],
    ['/home/ana/web', '/web'],
    ['/home/ana/web/api', '/home/ana/web/'],
    ['/home/ana/Web', 'ANA/web'],
    ['C:\\Users\\Ana\\web', 'users/ana/web'],
    ['C:\\Users\\Ana\\web', 'C:\\Users'],
    ['Trip to Łódź', 'trip to łódź'],
    ['/home/ana/web', ''],
    ['', '/'],
  ])('%j is meant by %j', (project, part) => {
    expect(isInProject(project, part)).toBe(true);
  });

  test.each([
    ['/home/ana/web2', '/web'],
    ['/home/ana/web2', 'web'],
    ['/home/ana/my-web', 'web'],
    ['/home/ana/web', 'home/web'],
    ['', 'web'],
  ])('%j is not meant by %j', (project, part) => {
    expect(isInProject(project, part)).toBe(false);
  });
});
