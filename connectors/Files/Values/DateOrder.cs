using Sync.ConnectorKit;

namespace Sync.Connectors.Files.Values;

/// <summary>Whether the dates of a file that could be read both ways have the day first: told by those that cannot.</summary>
internal sealed class DateOrder
{
    private long sureDayFirst;
    private long sureMonthFirst;
    private long unclear;

    /// <summary>Whether the day goes first.</summary>
    public bool DayFirst => sureDayFirst > 0;

    /// <summary>A date was seen that can be read in one way only.</summary>
    public void Sure(bool dayFirst)
    {
        if (dayFirst) sureDayFirst++;
        else sureMonthFirst++;
    }

    /// <summary>A date was seen that can be read both ways.</summary>
    public void Unclear() => unclear++;

    /// <exception cref="FixSettingsException">The file does not say, or says both.</exception>
    public void Check()
    {
        if (sureDayFirst > 0 && sureMonthFirst > 0)
            throw WrongFile.Map($"The file writes {Dates(sureDayFirst)} with the day first and {sureMonthFirst} with the month first. {Remedy}");
        if (unclear > 0 && sureDayFirst == 0 && sureMonthFirst == 0)
            throw WrongFile.Map($"{(unclear == 1 ? "The only date" : $"All {unclear} dates")} with slashes in the file could have the day or the month first. {Remedy}");
    }

    private static string Dates(long count) => count == 1 ? "1 date" : $"{count} dates";

    private const string Remedy = "Say in a mapping file how it writes them: {\"dateFormat\":\"dd/MM/yyyy HH:mm\"} or {\"dateFormat\":\"MM/dd/yyyy HH:mm\"}.";
}
