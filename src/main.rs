//! The thin binary: arguments in, exit status out.

/// Facts are many small allocations on several threads, and tree-sitter's are more; the system's allocator takes a fifth of
/// a scan for them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    let variable = |name: &str| std::env::var(name).ok();
    codexit::commands::run(std::env::args_os(), &variable).into()
}
