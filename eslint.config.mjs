import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** Folders that a layer may not import from, with the reason that the reader of the error needs. */
const layer = (files, forbidden) => ({
  files,
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: forbidden.map(([regex, message]) => ({ regex, message })),
      },
    ],
  },
});

const electron = [
  '^electron($|/|-)',
  'Only electron/main/index.ts, desktop/ and preload/ may import electron.',
];
const nodeModules = ['^node:', 'electron/shared runs in the renderer too: no Node modules.'];
const main = ['/main/', 'This layer may not import electron/main.'];
const desktop = ['/desktop/', 'Only electron/main/index.ts may import desktop/.'];
const utility = ['/utility/', 'Only child processes may import electron/utility.'];
const headless = ['/headless/', 'Only headless/ itself may import headless/.'];
const renderer = ['/renderer/', 'Only renderer/ itself may import renderer/.'];

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'coverage/', 'resources/', 'test/fixtures/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      // tsc would have it otherwise only with noPropertyAccessFromIndexSignature, which is off.
      '@typescript-eslint/dot-notation': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: false },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/prefer-readonly': 'error',
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    files: ['scripts/**/*.mjs', 'packaging/*.mjs', '*.mjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
        setTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        clearTimeout: 'readonly',
      },
    },
  },
  { files: ['renderer/**/*.ts', 'renderer/**/*.tsx'], ...reactHooks.configs.flat.recommended },
  layer(['electron/shared/**'], [electron, nodeModules, main, utility, headless, renderer]),
  layer(['electron/utility/**'], [electron, main, headless, renderer]),
  layer(['electron/preload/**'], [main, utility, headless, renderer]),
  {
    ...layer(['electron/main/**'], [electron, desktop, utility, headless, renderer]),
    ignores: ['electron/main/index.ts', 'electron/main/desktop/**'],
  },
  layer(['headless/**'], [electron, desktop, utility, renderer]),
  {
    ...layer(['renderer/**'], [electron, nodeModules, main, utility, headless]),
    ignores: ['renderer/vite.config.ts'],
  },
  { files: ['test/**', 'bench/**'], rules: { '@typescript-eslint/no-non-null-assertion': 'error' } },
);
