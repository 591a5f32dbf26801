// Types are checked by tsc beside jest; babel only strips them. libphonenumber and the others are CommonJS and load as they are.
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testTimeout: 30000,
  // Every core: some tests wait for a minute of real time (a send of unknown outcome), and would hold up all others.
  maxWorkers: '100%',
  workerIdleMemoryLimit: '512MB',
  transform: {
    '^.+\\.ts$': [
      'babel-jest',
      {
        babelrc: false,
        configFile: false,
        presets: [['@babel/preset-typescript', { allowDeclareFields: true }]],
        plugins: ['@babel/plugin-transform-modules-commonjs'],
      },
    ],
  },
};
