/** What the server writes in front of the service worker: ocop_verify/offline/views/application.py. */
declare const SHELL: { version: string; pages: { [path: string]: { [language: string]: string } }; files: string[] };
