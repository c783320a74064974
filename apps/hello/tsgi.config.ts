import { defineConfig } from '@tsgi/cli';

export default defineConfig({ app: 'dist/app.js', accessLog: '-' });
