//! Tests of ranges.

use super::*;

fn pypi(range: &str, affected: &str) -> Verdict {
    allows_only(Ecosystem::Pypi, range, affected)
}

fn npm(range: &str, affected: &str) -> Verdict {
    allows_only(Ecosystem::Npm, range, affected)
}

#[test]
fn pep_440_ranges_below_one() {
    for range in [
        "==0.28",
        "== 0.27.8",
        "===0.28.1",
        "<1",
        "<1.0",
        "<1.0.0",
        "<=0.28.1",
        "~=0.27",
        "~=0.27.0",
        ">=0.27,<0.29",
        ">=0.27, <1",
        "==0.27.*",
        "==0.*",
        "<1,!=0.28.0",
        "0.27.8",
        "<1.0.dev0",
        ">0.1,<0.9",
    ] {
        assert_eq!(pypi(range, "<1.0"), Verdict::AllAffected, "{range}");
    }
    for range in [
        "",
        "*",
        ">=0.27",
        ">0.28",
        "!=0.28",
        "<=1.0",
        "<2",
        "~=1.0",
        "==1.*",
        "==1.0",
        "==1.0.0b3",
        "<1.0.post1",
        ">=0.27,<1.1",
    ] {
        assert_eq!(pypi(range, "<1.0"), Verdict::SomeUnaffected, "{range}");
    }
    for range in
        ["@ git+https://example.org/x.git@v0.27", "==$VERSION", "=0.27", "==", "nonsense", ">=2,<1", "==0.27 #", "~=1"]
    {
        assert_eq!(pypi(range, "<1.0"), Verdict::Unknown, "{range}");
    }
}

#[test]
fn poetry_ranges() {
    for range in [
        "^0.28.0",
        "^0.0.295",
        "^0",
        "^0.0",
        "~0.28",
        "~0",
        "~0.28.1",
        "0.28.*",
        "^0.27 || ^0.28",
        ">=0.27 <1",
        "^0.28|0.27.1",
    ] {
        assert_eq!(pypi(range, "<1.0"), Verdict::AllAffected, "{range}");
    }
    for range in ["^1.0", "~1", "^0.28 || ^1.2", "*", "^0.28||^1"] {
        assert_eq!(pypi(range, "<1.0"), Verdict::SomeUnaffected, "{range}");
    }
    // The upper bound of a caret, by its first number that is not zero.
    assert_eq!(pypi("^0.28.0", "<0.29"), Verdict::AllAffected);
    assert_eq!(pypi("^0.28.0", "<0.28.9"), Verdict::SomeUnaffected);
    assert_eq!(pypi("^0.0.295", "<0.0.296"), Verdict::AllAffected);
    assert_eq!(pypi("^1.2.3", "<2"), Verdict::AllAffected);
    assert_eq!(pypi("^1.2.3", "<1.99"), Verdict::SomeUnaffected);
    assert_eq!(pypi("^0.0", "<0.1"), Verdict::AllAffected);
    assert_eq!(pypi("~1.2.3", "<1.3"), Verdict::AllAffected);
    assert_eq!(pypi("~1", "<2"), Verdict::AllAffected);
    assert_eq!(pypi("~1", "<1.5"), Verdict::SomeUnaffected);
}

#[test]
fn node_ranges_below_four() {
    for range in [
        "^3.2.0",
        "3.1.0",
        "=3.1.0",
        "v3.1.0",
        "3",
        "3.x",
        "~3.2",
        "<4",
        "<4.0.0",
        "<4.0.0-0",
        ">=3 <4",
        "3 - 3.3",
        "^3 || ^2.1",
        "^3.2.0 || 3.1.0",
        "^0.0.214",
        "3.0.0-beta.1",
        "<=3.99.0",
    ] {
        assert_eq!(npm(range, "<4"), Verdict::AllAffected, "{range}");
    }
    for range in [
        "",
        "*",
        "x",
        "latest",
        ">=3",
        "^4",
        "^3 || ^4",
        "3 || >=4.2",
        "3 - 4",
        "<=4.0.0",
        "<5",
        ">3.2.0",
        "4.0.0-beta.3",
        ">=4.0.0-beta.1 <4.0.0",
    ] {
        assert_eq!(npm(range, "<4"), Verdict::SomeUnaffected, "{range}");
    }
    for range in [
        "next",
        "beta",
        "workspace:*",
        "workspace:^3.0.0",
        "catalog:",
        "catalog:ai",
        "file:../openai",
        "link:./x",
        "github:openai/openai-node",
        "openai/openai-node",
        "git+ssh://git@example.org/x.git#v3",
        "https://example.org/x.tgz",
        "$openai",
    ] {
        assert_eq!(npm(range, "<4"), Verdict::Unknown, "{range}");
    }
}

#[test]
fn every_version_is_affected() {
    assert_eq!(pypi("", "*"), Verdict::AllAffected);
    assert_eq!(pypi(">=0.3", "*"), Verdict::AllAffected);
    assert_eq!(pypi("==$X", "*"), Verdict::AllAffected);
    assert_eq!(npm("next", "*"), Verdict::AllAffected);
    assert_eq!(npm("catalog:", "*"), Verdict::AllAffected);
    // But a package of the same tree is not the registry's.
    assert_eq!(npm("workspace:*", "*"), Verdict::Unknown);
    assert_eq!(pypi("@ file:../mine", "*"), Verdict::Unknown);
}

#[test]
fn affected_in_the_middle() {
    assert_eq!(pypi(">=0.9,<0.10", ">=0.5,<0.10"), Verdict::AllAffected);
    assert_eq!(pypi("<0.10", ">=0.5,<0.10"), Verdict::SomeUnaffected);
    assert_eq!(npm("^1.2 || ^2.3", ">=1 <2 || >=2 <3"), Verdict::AllAffected);
    // Two alternatives that only together cover what a range allows.
    assert_eq!(npm("^1.2 || ^2.3", ">=1 <2"), Verdict::SomeUnaffected);
}

#[test]
fn disjointness() {
    assert!(allows_none(Ecosystem::Pypi, ">=1.3", "<1.0"));
    assert!(allows_none(Ecosystem::Npm, "^4.1", "<4"));
    assert!(!allows_none(Ecosystem::Pypi, ">=0.27", "<1.0"));
    assert!(!allows_none(Ecosystem::Npm, "workspace:*", "<4"));
}

#[test]
fn how_a_range_holds() {
    let cases = [
        (Ecosystem::Pypi, "==0.28", Hold::Exact),
        (Ecosystem::Pypi, "^0.28", Hold::Caret),
        (Ecosystem::Pypi, "<1", Hold::Upper),
        (Ecosystem::Pypi, "~=0.27", Hold::Upper),
        (Ecosystem::Pypi, ">=0.27", Hold::Open),
        (Ecosystem::Pypi, "", Hold::Open),
        (Ecosystem::Npm, "3.2.1", Hold::Exact),
        (Ecosystem::Npm, "^3", Hold::Caret),
        (Ecosystem::Npm, "3.x", Hold::Upper),
        (Ecosystem::Npm, "*", Hold::Open),
        (Ecosystem::Npm, "workspace:*", Hold::Unknown),
    ];
    for (ecosystem, range, expected) in cases {
        assert_eq!(hold(ecosystem, range), expected, "{range}");
    }
}

#[test]
fn hostile_ranges_do_not_panic() {
    let huge = "9".repeat(40);
    let many = "^1 || ".repeat(100_000);
    for range in [
        format!("=={huge}.*"),
        format!("~={huge}.1"),
        format!("^{huge}"),
        "~=18446744073709551615.0".to_string(),
        "==18446744073709551615.*".to_string(),
        "^18446744073709551615".to_string(),
        "==1.0.post18446744073709551615.*".to_string(),
        many,
        "|".repeat(400),
        ">".repeat(400),
        "^é".to_string(),
        "~=é1".to_string(),
        ">=1é,<2".to_string(),
        "- - - -".to_string(),
    ] {
        for ecosystem in [Ecosystem::Pypi, Ecosystem::Npm] {
            allows_only(ecosystem, &range, "<1.0");
            hold(ecosystem, &range);
        }
    }
}
