using System.Globalization;
using Sync.Engine.Runs;

namespace Sync.Cli.Output;

/// <summary>Shows on stderr how far a run has come: in place on a terminal, a line each few seconds elsewhere.</summary>
internal sealed class ConsoleProgress : IProgress<RunProgress>, IDisposable
{
    private static readonly TimeSpan OnTerminal = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Elsewhere = TimeSpan.FromSeconds(5);

    private readonly TimeProvider time;
    private readonly TextWriter to;
    private readonly bool terminal;
    private readonly Lock gate = new();
    private string stage = "";
    private long stageStarted;
    private long lastShown;
    private int width;

    /// <param name="time">What rates go by.</param>
    public ConsoleProgress(TimeProvider time) : this(time, PlainWriter.Error, !Console.IsErrorRedirected) { }

    /// <param name="time">What rates go by.</param>
    /// <param name="to">Where it is shown.</param>
    /// <param name="terminal">Whether that is a terminal, on which a line can be written anew.</param>
    internal ConsoleProgress(TimeProvider time, TextWriter to, bool terminal) =>
        (this.time, this.to, this.terminal, lastShown) = (time, to, terminal, time.GetTimestamp());

    public void Report(RunProgress value)
    {
        lock (gate)
        {
            if (value.Stage != stage)
            {
                if (stage.Length > 0) EndLine();
                stage = value.Stage;
                stageStarted = time.GetTimestamp();
            }

            var atEnd = value.Expected is { } all && value.Done >= all;
            if (!atEnd && time.GetElapsedTime(lastShown) < (terminal ? OnTerminal : Elsewhere)) return;
            if (atEnd && !terminal) return;
            lastShown = time.GetTimestamp();
            Show(TextOf(value));
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            EndLine();
            stage = "";
        }
    }

    private string TextOf(RunProgress value)
    {
        var seconds = Math.Max(0.001, time.GetElapsedTime(stageStarted).TotalSeconds);
        var rate = value.Done / seconds;
        var text = string.Create(CultureInfo.InvariantCulture, $"{value.Connection}: {value.Stage} {value.Done:N0}");
        if (value.Expected is { } expected) text += string.Create(CultureInfo.InvariantCulture, $" of {expected:N0}");
        if (value.Done > 0) text += string.Create(CultureInfo.InvariantCulture, $", {rate:N0}/s");
        if (value.Expected is { } all && rate > 0 && all > value.Done)
            text += string.Create(CultureInfo.InvariantCulture, $", {(all - value.Done) / rate:0} s left");
        return text;
    }

    private void Show(string text)
    {
        if (!terminal)
        {
            to.WriteLine(text);
            return;
        }

        to.Write("\r" + text.PadRight(width));
        width = text.Length;
    }

    private void EndLine()
    {
        if (!terminal || width == 0) return;
        to.WriteLine();
        width = 0;
    }
}
