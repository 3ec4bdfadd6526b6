using Sync.Cli.Output;
using Sync.Engine.Runs;
using Sync.TestKit;

namespace Sync.Cli.Tests;

/// <summary>What somebody sees while a run goes on: the stream, how many, how fast, how long still.</summary>
public sealed class ConsoleProgressTests
{
    private readonly FakeTime time = new("2026-01-01T00:00:00Z");
    private readonly StringWriter shown = new() { NewLine = "\n" };

    [Fact]
    public void Given_a_log_When_a_run_goes_on_Then_a_line_each_five_seconds_says_stream_count_rate_and_time_left()
    {
        using var progress = new ConsoleProgress(time, shown, terminal: false);

        foreach (var (seconds, done) in ((int, int)[])[(0, 0), (2, 200), (5, 1_000), (7, 1_900), (10, 3_000), (30, 8_000)])
        {
            time.Advance(TimeSpan.FromSeconds(seconds) - time.Elapsed);
            progress.Report(new RunProgress("main", "orders", done, 8_000));
        }

        shown.ToString().ShouldBe("""
            main: orders 1,000 of 8,000, 200/s, 35 s left
            main: orders 3,000 of 8,000, 300/s, 17 s left

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Given_a_terminal_When_a_run_goes_on_Then_a_line_is_written_anew_and_each_stream_has_its_own()
    {
        using (var progress = new ConsoleProgress(time, shown, terminal: true))
        {
            progress.Report(new RunProgress("main", "customers", 0, 1_000)); // begins
            time.Advance(TimeSpan.FromMilliseconds(50));
            progress.Report(new RunProgress("main", "customers", 40, 1_000)); // too soon
            time.Advance(TimeSpan.FromMilliseconds(950));
            progress.Report(new RunProgress("main", "customers", 500, 1_000));
            progress.Report(new RunProgress("main", "customers", 1_000, 1_000)); // the end is always shown
            progress.Report(new RunProgress("main", "orders", 0, null)); // begins
            time.Advance(TimeSpan.FromSeconds(2));
            progress.Report(new RunProgress("main", "orders", 30, null));
        }

        var first = "main: customers 500 of 1,000, 500/s, 1 s left";
        shown.ToString().ShouldBe($"\r{first}\r{"main: customers 1,000 of 1,000, 1,000/s".PadRight(first.Length)}\n\rmain: orders 30, 15/s\n");
    }
}
