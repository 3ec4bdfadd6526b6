using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sync.Web.Access;

namespace Sync.Web.Site.Assets;

/// <summary>
/// Style sheets, scripts and pictures of the site, embedded in the assembly. Their address carries a hash of their content, so
/// browsers keep them for good and never show an old one.
/// </summary>
internal static class AssetFiles
{
    /// <summary>The chart's library, which the build brings where Node is there.</summary>
    public const string Charts = "echarts.min.js";

    private const string Prefix = "asset:";

    private static readonly FrozenDictionary<string, Asset> All = typeof(AssetFiles).Assembly.GetManifestResourceNames()
        .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).ToFrozenDictionary(n => n[Prefix.Length..], Load);

    /// <summary>The address of a file; null where the build did not bring it.</summary>
    public static string? AddressOf(string name) => All.TryGetValue(name, out var asset) ? $"/assets/{asset.Hash}/{name}" : null;

    /// <summary>Serves them.</summary>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/assets/{hash}/{name}", (RequestDelegate)ServeAsync).OpenToAll("style sheets and scripts, the same for everybody");

    private static async Task ServeAsync(HttpContext context)
    {
        var response = context.Response;
        if (!All.TryGetValue((string)context.Request.RouteValues["name"]!, out var asset) || (string?)context.Request.RouteValues["hash"] != asset.Hash)
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        response.ContentType = asset.Type;
        response.Headers.CacheControl = "public, max-age=31536000, immutable";
        response.Headers.Vary = "Accept-Encoding";
        var zipped = context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);
        if (zipped) response.Headers.ContentEncoding = "gzip";
        var bytes = zipped ? asset.Zipped.Value : asset.Bytes;
        response.ContentLength = bytes.Length;
        await response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    private static Asset Load(string resource)
    {
        using var stream = typeof(AssetFiles).Assembly.GetManifestResourceStream(resource)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return new Asset(bytes, Convert.ToHexStringLower(SHA256.HashData(bytes))[..16], Path.GetExtension(resource) switch
        {
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            _ => "image/svg+xml",
        }, new Lazy<byte[]>(() => Zip(bytes)));
    }

    private static byte[] Zip(byte[] bytes)
    {
        using var zipped = new MemoryStream();
        using (var zip = new GZipStream(zipped, CompressionLevel.SmallestSize)) zip.Write(bytes);
        return zipped.ToArray();
    }

    private sealed record Asset(byte[] Bytes, string Hash, string Type, Lazy<byte[]> Zipped);
}
