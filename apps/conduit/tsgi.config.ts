import { defineConfig } from '@tsgi/cli';

export default defineConfig({ app: 'dist/main.js', port: 8001, accessLog: '-', dotenv: 'development.env' });
