#!/usr/bin/env node
// A file that is there before the build: npm links a command when it installs, and only one that it finds.
import '../dist/command.js';
