// Search without a server: browsers start no worker for a page that lies in a folder. A hidden
// frame runs the same script there, and messages go to and from it as they would with a worker.
if (location.protocol === "file:") {
  window.IFrameWorker = window.Worker = class extends EventTarget {
    constructor(url) {
      super()
      this.waiting = []
      this.frame = document.createElement("iframe")
      this.frame.hidden = true
      const script = new URL(url, location).href
      this.frame.srcdoc = `<script>
        const importing = []
        var importScripts = (...urls) => {
          for (const url of urls) importing.push(new Promise((done) => {
            const one = document.createElement("script")
            one.src = new URL(url, ${JSON.stringify(script)}).href
            one.onload = done
            document.head.append(one)
          }))
          return Promise.all(importing)
        }
        var postMessage = (data) => parent.dispatchEvent(
          new MessageEvent("message", { data, source: window }))
      <\/script><script src="${script}"><\/script>`
      this.heard = (event) => {
        if (event.source !== this.frame.contentWindow) return
        event.stopImmediatePropagation()
        this.dispatchEvent(new MessageEvent("message", { data: event.data }))
      }
      window.addEventListener("message", this.heard)
      this.frame.addEventListener("load", () => {
        this.ready = true
        for (const data of this.waiting) this.postMessage(data)
      })
      document.body.append(this.frame)
    }

    postMessage(data) {
      if (!this.ready) return void this.waiting.push(data)
      const inside = this.frame.contentWindow
      inside.dispatchEvent(new MessageEvent("message", { data }))
    }

    set onmessage(listener) {
      this.addEventListener("message", listener)
    }

    terminate() {
      window.removeEventListener("message", this.heard)
      this.frame.remove()
    }
  }
}
