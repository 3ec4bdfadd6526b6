using Sync.ConnectorKit;

namespace Sync.Connectors.Files;

/// <summary>A file that is wrong as a whole: nothing of it goes in.</summary>
internal static class WrongFile
{
    /// <summary>The file itself is not what it should be.</summary>
    public static FixSettingsException File(string message, Exception? inner = null) =>
        new(FilesDescriptor.File, message + " Nothing was changed.", message, inner);

    /// <summary>The file has a header and nothing else: an export that went wrong more likely than a day without anything.</summary>
    public static FixSettingsException NoRows() => File("The file has no rows below its header. Export it again, with its rows.");

    /// <summary>The file's columns or dates need a mapping file, or the mapping file is wrong.</summary>
    public static FixSettingsException Map(string message, Exception? inner = null) =>
        new(FilesDescriptor.Map, message + " Nothing was changed.", message, inner);
}
