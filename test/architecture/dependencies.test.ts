import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"

const read = (path: string) => JSON.parse(readFileSync(path, "utf8"))

describe("dependencies", () => {
  const manifest = read("package.json") as Record<"dependencies" | "devDependencies", Record<string, string>> & {
    allowScripts: Record<string, boolean>
  }

  it("SEC-42 each is pinned to one version", () => {
    const versions = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })
    expect(versions.filter(([, version]) => !/^(npm:@?[\w/-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([])
  })

  it("SEC-42 what is installed is what the lock file has the hash of", () => {
    const { packages } = read("package-lock.json") as {
      packages: Record<string, { integrity?: string; link?: boolean }>
    }
    const installed = Object.entries(packages).filter(([path, { link }]) => path !== "" && !link)
    expect(installed.length).toBeGreaterThan(100)
    expect(installed.filter(([, { integrity }]) => !integrity?.startsWith("sha512-")).map(([path]) => path)).toEqual([])
    expect(readFileSync(".ci/run", "utf8")).toContain("npm ci")
  })

  it("SEC-42 only those run a script at installation whose binaries it takes", () => {
    expect(manifest.allowScripts).toEqual({ esbuild: true, node: true, workerd: true })
  })
})
