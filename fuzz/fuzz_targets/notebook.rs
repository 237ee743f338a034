#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| codexit_fuzz::Target::Notebook.run(data));
