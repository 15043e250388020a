// Package resolve finds the file that a mini program's require or import means,
// by WeChat's rules and by those of the tools that its code passes through:
//
//   - "./x" and "../x" from the file, "/x" from the folder of app.json;
//   - "utils/x" beside the file, then in the folder of app.json;
//   - "pkg", "@scope/pkg" and what lies in them from miniprogram_npm and
//     node_modules, in the file's folder and in those above it;
//   - aliases: paths and baseUrl of tsconfig.json or jsconfig.json, resolveAlias of
//     app.json, else "@/x" from src or from the folder of app.json.
//
// Suffixes may be missing, and a folder stands for its index. It knows nothing
// outside of its file system: a symbolic link that leads out is not followed.
package resolve
