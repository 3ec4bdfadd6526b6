using Sync.ConnectorKit;
using Sync.Model;

namespace Sync.Connectors.Files;

/// <summary>What one import was told.</summary>
internal sealed record FileSettings(
    string Path, FileKind Kind, string? MapPath, string? RejectsPath, bool RawRejects, StoreClock Clock, Currency Currency)
{
    /// <exception cref="FixSettingsException">A setting cannot be used; the message says which and why.</exception>
    public static FileSettings From(ConnectionContext connection)
    {
        var settings = connection.Settings;
        var path = settings.Text(FilesDescriptor.File) ?? throw Missing(FilesDescriptor.File);
        var kind = settings.Text(FilesDescriptor.As) ?? throw Missing(FilesDescriptor.As);
        var rejects = settings.Text(FilesDescriptor.Rejects);
        if (rejects is not null && System.IO.Path.GetFullPath(rejects) == System.IO.Path.GetFullPath(path))
            throw Wrong(FilesDescriptor.Rejects, "The rejects file must be another file than the one that is read.", null);

        return new FileSettings(
            path,
            Enum.Parse<FileKind>(kind, ignoreCase: true),
            settings.Text(FilesDescriptor.Map),
            rejects,
            settings.Text(FilesDescriptor.RejectedCells) == FilesDescriptor.RawCells,
            settings.Text(FilesDescriptor.TimeZone) is { } zone ? ClockOf(zone, connection.StoreClock) : connection.StoreClock,
            settings.Text(FilesDescriptor.Currency) is { } code ? CurrencyOf(code) : connection.Currency);
    }

    private static StoreClock ClockOf(string zone, StoreClock shop)
    {
        try
        {
            return StoreClock.Chosen(zone, shop.DayStartHour);
        }
        catch (FormatException wrong)
        {
            throw Wrong(FilesDescriptor.TimeZone, wrong.Message, wrong);
        }
    }

    private static Currency CurrencyOf(string code)
    {
        try
        {
            return Currency.Listed(code);
        }
        catch (FormatException wrong)
        {
            throw Wrong(FilesDescriptor.Currency, wrong.Message, wrong);
        }
    }

    private static FixSettingsException Missing(string name) => Wrong(name, $"The setting '{name}' is missing.", null);

    private static FixSettingsException Wrong(string name, string message, Exception? inner) => new(name, message, message, inner);
}
