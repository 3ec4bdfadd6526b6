namespace Sync.Web.Site.Import;

/// <summary>A file that arrived.</summary>
/// <param name="FileName">Its name as the browser sent it, without folders.</param>
/// <param name="As">What its rows are.</param>
/// <param name="Bytes">How large it is.</param>
internal sealed record Upload(string FileName, string As, long Bytes);
