using System;
using System.IO;
using System.Security.Cryptography;
using System.Text;

namespace Earshot.Meta;

/// <summary>What stands in a .meta file: the asset's GUID, by which scenes and prefabs refer to it, and the settings of
/// the importer for its kind, as Unity writes them.</summary>
public static class MetaText
{
    private const string Package = "com.earshot.voice";

    /// <summary>Unity ends these with a space.</summary>
    private const string Tail = "  userData: \n  assetBundleName: \n  assetBundleVariant: \n";

    private const string Plain = "  externalObjects: {}\n" + Tail;

    private const string Script =
        """
          externalObjects: {}
          serializedVersion: 2
          defaultReferences: []
          executionOrder: 0
          icon: {instanceID: 0}

        """ + Tail;

    private const string NativeAsset =
        """
          externalObjects: {}
          mainObjectFileID: 11400000

        """ + Tail;

    private const string Audio =
        """
          externalObjects: {}
          serializedVersion: 6
          defaultSettings:
            loadType: 0
            sampleRateSetting: 0
            sampleRateOverride: 44100
            compressionFormat: 1
            quality: 1
            conversionMode: 0
          platformSettingOverrides: {}
          forceToMono: 0
          normalize: 1
          preloadAudioData: 1
          loadInBackground: 0
          ambisonic: 0
          3D: 1

        """ + Tail;

    /// <summary>The whole text for an asset at a path relative to the package, with '/'. Throws for a kind of file that
    /// has no rule yet.</summary>
    public static string For(string asset, bool isFolder)
    {
        (string head, string body) = Importer(asset, isFolder) ?? throw new NotSupportedException(
            $"{asset}: no rule says which importer Unity uses for it; add one to {nameof(MetaText)}.");
        return $"fileFormatVersion: 2\nguid: {Guid(asset)}\n{head}\n{body}";
    }

    /// <summary>The line that names the importer; null for a kind of file that has no rule yet.</summary>
    public static string? ImporterLine(string asset, bool isFolder) => Importer(asset, isFolder)?.Head;

    /// <summary>The same for a path on every machine and for ever: 32 hex digits.</summary>
    private static string Guid(string asset) =>
        Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes($"{Package}:{asset}")));

    private static (string Head, string Body)? Importer(string asset, bool isFolder)
    {
        if (isFolder) return ("folderAsset: yes\nDefaultImporter:", Plain);
        if (asset == "package.json") return ("PackageManifestImporter:", Plain);
        return Path.GetExtension(asset) switch
        {
            ".cs" => ("MonoImporter:", Script),
            ".asmdef" => ("AssemblyDefinitionImporter:", Plain),
            ".asmref" => ("AssemblyDefinitionReferenceImporter:", Plain),
            ".md" or ".txt" or ".json" or ".xml" => ("TextScriptImporter:", Plain),
            ".unity" => ("DefaultImporter:", Plain),
            ".prefab" => ("PrefabImporter:", Plain),
            ".asset" or ".mat" => ("NativeFormatImporter:", NativeAsset),
            ".wav" => ("AudioImporter:", Audio),
            _ => null,
        };
    }
}
