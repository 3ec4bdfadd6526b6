using System.CommandLine;
using System.Globalization;
using Sync.Cli.Output;

namespace Sync.Cli.Commands;

/// <summary><c>segments</c>: how many customers are in each.</summary>
internal static class SegmentsCommand
{
    public static Command Create()
    {
        var org = Shared.Org();
        var asOf = new Option<string?>("--as-of") { Description = "An instant such as 2026-10-01T00:00:00Z; default now. What customers have spent is what is stored today: time alone is moved." };
        var json = Shared.Json();
        var command = new Command("segments", "Counts an org's customers by segment.") { org, asOf, json };
        command.SetAction((parsed, cancellation) => Guard.WithServicesAsync(async services =>
        {
            var id = Shared.OrgOf(parsed, org);
            var at = parsed.GetValue(asOf) is { } text ? Instant(text) : services.Time.GetUtcNow();
            var (counts, unknown) = await services.Segments.CountAsync(id, at, cancellation);
            if (parsed.GetValue(json)) JsonOut.Print(w =>
            {
                w.WriteString("org", id.Value);
                w.WriteString("asOf", at.UtcDateTime);
                w.WriteStartObject("segments");
                foreach (var (segment, count) in counts) w.WriteNumber(segment, count);
                w.WriteEndObject();
                w.WriteNumber("notYetKnown", unknown);
            });
            else foreach (var (segment, count) in counts) Console.WriteLine($"{segment,-10} {count,9:N0}");
            if (unknown > 0) await Console.Error.WriteLineAsync($"Not counted: {unknown.ToString("N0", CultureInfo.InvariantCulture)} customers of whom is not yet known what they have spent: the first sync has not come so far.");
            else if (counts.Values.Sum() == 0) await Console.Error.WriteLineAsync($"Org '{id}' has no customers yet.");
            return ExitCode.Done;
        }, cancellation, parsed.GetValue(json)));
        return command;
    }

    private static DateTimeOffset Instant(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            ? at
            : throw new FormatException($"'{text}' is not an instant: write it like 2026-10-01T00:00:00Z.");
}
