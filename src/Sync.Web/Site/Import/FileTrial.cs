using Sync.ConnectorKit;
using Sync.Connectors.Files;

namespace Sync.Web.Site.Import;

/// <summary>Tries a file on its first rows before an import of it is begun.</summary>
internal static class FileTrial
{
    /// <summary>Why a file cannot be read as it is said to be, and whether its mapping can mend that; null where it can be read.</summary>
    public static async Task<(bool ByMapping, string Why)?> WhyNotAsync(ImportPlace place, ImportJob job, CancellationToken cancellation)
    {
        try
        {
            await UnzippedSize.CheckAsync(place.FilePath, cancellation);
            var look = await FilesConnector.LookAsync(place.FilePath, job.As, place.MapPath, cancellation);
            if (look.Wrong is { } wrong) return (true, ImportWords.Of(place, job, wrong));
            if (look.Missing is not [var missing, ..]) return null;
            return (true, $"No column is known to hold {missing.What}. Say in 'map' which it is: {string.Join(" or ", missing.Any.Select(f => $"{{\"{f}\":\"…\"}}"))}. The file has: {string.Join(", ", look.Headers)}.");
        }
        catch (FixSettingsException e)
        {
            return (e.Setting == "map", ImportWords.Of(place, job, e.OwnerMessage));
        }
        catch (UploadRefused e)
        {
            return (false, e.Message);
        }
    }
}
