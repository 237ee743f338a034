//! The globs of paths to leave out: the configuration's, which are relative to its folder, and the command line's, which
//! are relative to where codexit was started.

use super::file::ConfigFile;
use super::{Origin, Setting, at};
use crate::cli::CheckArgs;
use crate::exit_status::Failure;
use std::path::Path;

/// All globs, relative to where codexit was started. A bad one is a mistake of usage.
pub fn globs(file: &ConfigFile, args: &CheckArgs, folder: &Path, cwd: &Path) -> Result<Vec<Setting<String>>, Failure> {
    let written = file.exclude.iter().map(|glob| Setting::new(glob.text.clone(), Origin::File(at(file, glob))));
    let given = args.exclude.iter().map(|glob| Setting::new(glob.clone(), Origin::Option("--exclude")));
    let mut globs = Vec::new();
    for mut glob in written.chain(given) {
        globset::Glob::new(&glob.value).map_err(|error| {
            Failure::usage(format!("{}: `{}` is no glob: {}", glob.origin, glob.value, error.kind()))
        })?;
        if matches!(glob.origin, Origin::File(_)) {
            glob.value = rebased(&glob.value, folder, cwd);
        }
        globs.push(glob);
    }
    Ok(globs)
}

/// A glob that is relative to the configuration's folder, made relative to where codexit was started. A glob without a
/// slash means a name anywhere and stays; one that points elsewhere matches nothing that is scanned from here.
fn rebased(glob: &str, folder: &Path, cwd: &Path) -> String {
    let anchored = glob.trim_start_matches("./").trim_start_matches('/');
    if !glob.trim_end_matches('/').contains('/') || anchored.starts_with("**/") {
        return glob.to_string();
    }
    if let Ok(below) = folder.strip_prefix(cwd) {
        let below = below.to_string_lossy().replace('\\', "/");
        return if below.is_empty() { anchored.to_string() } else { format!("{below}/{anchored}") };
    }
    match cwd.strip_prefix(folder) {
        Ok(below) => {
            let below = format!("{}/", below.to_string_lossy().replace('\\', "/"));
            anchored.strip_prefix(below.as_str()).unwrap_or(glob).to_string()
        }
        Err(_) => glob.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs_follow_the_folder_of_the_file() {
        let of = |glob: &str, folder: &str, cwd: &str| rebased(glob, Path::new(folder), Path::new(cwd));
        assert_eq!(of("gen/**", "/r", "/r"), "gen/**");
        assert_eq!(of("/gen/x", "/r", "/r"), "gen/x");
        assert_eq!(of("sub/gen/**", "/r", "/r/sub"), "gen/**");
        assert_eq!(of("gen/**", "/r/sub", "/r"), "sub/gen/**");
        assert_eq!(of("*.min.py", "/r", "/r/sub"), "*.min.py");
        assert_eq!(of("gen/", "/r/sub", "/r"), "gen/");
        assert_eq!(of("**/gen/*", "/r/sub", "/r"), "**/gen/*");
    }
}
