//! The thin binary: arguments in, exit status out.

fn main() -> std::process::ExitCode {
    let variable = |name: &str| std::env::var(name).ok();
    codexit::commands::run(std::env::args_os(), &variable).into()
}
