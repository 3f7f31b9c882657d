// The panel of the page editor. All that it shows is rendered by the server; here it is only asked for and put in place.
(() => {
  const PAUSE_MS = 1500;
  // The editor of rich text writes what is typed into the form a quarter of a second later.
  const TYPED_MS = 300;

  const cookie = (name) =>
    document.cookie
      .split('; ')
      .map((one) => one.split('='))
      .find(([key]) => key === name)?.[1];

  const csrfToken = () => document.querySelector('input[name=csrfmiddlewaretoken]')?.value || cookie('csrftoken') || '';

  class Panel {
    constructor(element) {
      this.element = element;
      this.pageId = element.dataset.page;
      this.results = element.querySelector('[data-factcheck-results]');
      this.notice = element.querySelector('[data-factcheck-notice]');
      this.button = element.querySelector('[data-factcheck-check]');
      this.timer = null;
      this.button.addEventListener('click', () => this.check());
      this.results.addEventListener('click', (event) => {
        if (event.target.closest('[data-factcheck-dismiss]')) this.ask('dismiss/', {});
      });
      // Reports are fetched when they are unfolded; the event does not bubble.
      this.results.addEventListener('toggle', (event) => this.unfold(event.target), true);
      // A page that Wagtail saves for the first time gets its number while the editor stays open.
      document.addEventListener('w-autosave:success', (event) => {
        this.pageId = this.pageId || String(event.detail?.response?.pk || '');
        this.follow();
      });
      document.addEventListener('visibilitychange', () => {
        if (!document.hidden && this.pageId) this.ask('');
      });
      if ('running' in element.dataset) this.ask('');
    }

    // What was typed and checked may have been saved only now, so that comments can stand at it.
    follow() {
      if (!this.results.querySelector('.factcheck-claim') || this.button.disabled) return;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(''), PAUSE_MS);
    }

    address(path) {
      return this.element.dataset.address.replace(/\/\d+\/$/, `/${this.pageId}/`) + path;
    }

    async check() {
      // Wagtail names a new page in the address before it says that it has saved it.
      this.pageId = this.pageId || location.pathname.match(/\/pages\/(\d+)\/edit\//)?.[1] || '';
      if (!this.pageId) {
        this.notice.textContent = this.element.dataset.unsaved;
        return;
      }
      this.button.disabled = true;
      await new Promise((done) => {
        setTimeout(done, TYPED_MS);
      });
      await this.ask('check/', new FormData(this.element.closest('form')));
      this.button.disabled = false;
    }

    // With a body it is a POST.
    async ask(path, body) {
      clearTimeout(this.timer);
      const options = { headers: { Accept: 'application/json', 'X-Requested-With': 'XMLHttpRequest' } };
      if (body) {
        options.method = 'POST';
        options.headers['X-CSRFToken'] = csrfToken();
        if (body instanceof FormData) options.body = body;
      }
      try {
        const answer = await fetch(this.address(path), options);
        this.show(await answer.json());
      } catch {
        this.notice.textContent = this.element.dataset.lost;
      }
    }

    show(said) {
      this.notice.textContent = '';
      const open = [...this.results.querySelectorAll('details[open]')].map((one) => one.dataset.factcheckReport);
      this.results.innerHTML = said.html;
      open.forEach((address) => {
        const found = this.results.querySelector(`details[data-factcheck-report="${address}"]`);
        if (found) found.open = true;
      });
      this.showComments(said.comments);
      if (said.running) this.timer = setTimeout(() => this.ask(''), PAUSE_MS);
    }

    // Wagtail takes comments anew after it has saved by itself; the same way is open to us, unless somebody is writing one.
    showComments(data) {
      const app = window.comments?.commentApp;
      if (!app) return;
      const state = app.store.getState();
      const known = [...state.comments.comments.values()];
      const shown = known.filter((one) => one.remoteId && !one.resolved && !one.deleted).map((one) => one.remoteId);
      const wanted = data ? data.comments.map((one) => one.pk) : [];
      if (shown.sort().join() === wanted.sort().join()) return;
      if (data && app.updateData && !app.selectors.selectIsDirty(state)) {
        app.updateData(data);
      } else {
        this.notice.textContent = this.element.dataset.reload;
      }
    }

    async unfold(details) {
      const body = details.querySelector('div');
      if (!details.open || body.childNodes.length) return;
      try {
        const answer = await fetch(details.dataset.factcheckReport, { headers: { Accept: 'application/json' } });
        body.innerHTML = (await answer.json()).html;
      } catch {
        body.textContent = this.element.dataset.lost;
      }
    }
  }

  const start = () => document.querySelectorAll('[data-factcheck]').forEach((element) => new Panel(element));
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start);
  else start();
})();
