// Copies out of node_modules just what the browser loads, into web/vendor (not kept in git).
import { copyFile, mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const vendor = join(here, "vendor");
const font = "@fontsource/noto-nastaliq-urdu";

/** What is copied: path under node_modules → name under vendor. */
const files = {
  "deep-chat/dist/deepChat.bundle.js": "deep-chat.js",
  "deep-chat/LICENSE": "deep-chat.LICENSE.txt",
  // The arabic subset holds all Urdu letters; Latin text is set in the system's own font.
  [`${font}/files/noto-nastaliq-urdu-arabic-400-normal.woff2`]: "noto-nastaliq-urdu-400.woff2",
  [`${font}/files/noto-nastaliq-urdu-arabic-700-normal.woff2`]: "noto-nastaliq-urdu-700.woff2",
  // Charts are drawn with it on the server, which reads this older packing.
  [`${font}/files/noto-nastaliq-urdu-arabic-400-normal.woff`]: "noto-nastaliq-urdu-400.woff",
  [`${font}/LICENSE`]: "noto-nastaliq-urdu.LICENSE.txt",
};

await rm(vendor, { recursive: true, force: true });
await mkdir(vendor, { recursive: true });
for (const [from, to] of Object.entries(files)) {
  await copyFile(join(here, "node_modules", from), join(vendor, to));
}
console.log(`web/vendor: ${Object.keys(files).length} files`);
