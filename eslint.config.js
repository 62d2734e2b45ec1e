import eslint from '@eslint/js'
import prettier from 'eslint-config-prettier'
import { defineConfig, globalIgnores } from 'eslint/config'
import tseslint from 'typescript-eslint'

const typescript = ['**/*.ts']

/** Plug-ins are found by their folder: their default export is the contract. */
const plugIns = [
  'analyze/causes/**/*.ts',
  'capture/drop-sources/*.ts',
  'capture/counter-sources/*.ts',
  'capture/guard/actions/*.ts',
  'reports/sections/*.ts',
  'test/live/lab/faults/**/*.ts',
  'bench/benches/*.ts',
  'bench/scale/shapes/*.ts',
]

export default defineConfig(
  globalIgnores(['dist/', 'native/build/', 'coverage/', 'bench/results/']),
  eslint.configs.recommended,
  {
    files: typescript,
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      // Numbers are what this tool prints.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `for (;;)` and `while (true)` with a break are plain loops.
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: true },
      ],
      // Arrow functions that pass a call on are how callbacks read best here.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // Type parameters that only name a result are how rows get their types.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/no-invalid-void-type': ['error', { allowAsThisParameter: true }],
      'no-console': 'error',
      // Hostile names hold control characters: to look for them is the point.
      'no-control-regex': 'off',
      // Takes what a `finally` sets for useless.
      'no-useless-assignment': 'off',
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Only plug-ins have a default export.' },
      ],
    },
  },
  {
    // mocha's describe and it return nothing to wait for; node:assert's assertions on unknown values are fine.
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
    },
  },
  {
    files: plugIns,
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    // Tests print why they are skipped.
    files: ['cli/main.ts', 'bench/**', 'setup/**', 'test/**'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.{js,cjs,mjs}'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        require: 'readonly',
        module: 'writable',
        __dirname: 'readonly',
      },
    },
  },
  prettier,
)
