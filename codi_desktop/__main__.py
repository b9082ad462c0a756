"""The program's entrance: a command goes to the command line, no command opens the window."""

import sys


def main(arguments: list[str] | None = None) -> int:
    """Run the program and return its exit code."""
    if getattr(sys, "frozen", False):
        import multiprocessing

        multiprocessing.freeze_support()  # the built program starts itself again to print
    given = sys.argv[1:] if arguments is None else arguments
    if given == ["--self-test"]:
        from codi_desktop import selftest

        return selftest.run()
    if not given:
        from codi_desktop import app

        return app.run_window()
    from codi_desktop import cli

    return cli.run(given)


if __name__ == "__main__":
    sys.exit(main())
